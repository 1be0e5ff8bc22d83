import type { AccountId } from "../options.ts";
import type { PlaygroundView } from "../page/view.ts";
import type { ActionResult } from "../teams/invoke-answer.ts";
import { post } from "./api.ts";
import { drawCard } from "./cards.ts";
import { drawChips, keepAtEnd, make, updateList, updateTimes, wireComposer } from "./dom.ts";
import { addSide, nameSide, showOfPeer } from "./side.ts";
import { fill, language, t } from "./texts.ts";

type Activity = PlaygroundView["chats"]["peer"]["activities"][number];

/** Teams asks again for a card's present state at most once a minute. */
const REFRESH_AFTER_MS = 60_000;
/** Teams refreshes what is looked at: the end of a chat. */
const REFRESHED = 6;

const WORDS = {
  peer: ["wordAppointments", "wordWeek", "teamsHelp"],
  coordinator: ["wordQueue", "wordPeers", "wordSurvey", "wordSummary", "teamsHelp"],
} as const;

/** One person's Teams chat on the page. */
export interface ChatView {
  /** @returns true if something came from the bot */
  draw(view: PlaygroundView): boolean;
  fill(text: string): void;
}

/** Brings a chat to life. */
export function startChatView(account: AccountId, failed: () => void): ChatView {
  const part = addSide(account, "chat-template");
  const list = part("messages");
  keepAtEnd(list);
  const composer = wireComposer(
    part<HTMLFormElement>("form"),
    (text) => void post("teams/send", { account, text, language: language() }).catch(failed),
  );
  part("telephone").addEventListener("click", () => showOfPeer("phone"));
  const refreshedAt = new Map<string, number>();
  /** What the card's own buttons change comes back by itself; a refresh is for what happened elsewhere. */
  const refresh = (activities: Activity[]) => {
    for (const { id, cards } of activities.slice(-REFRESHED)) {
      for (const [cardIndex, card] of cards.entries()) {
        const last = refreshedAt.get(id) ?? 0;
        if (!card.refresh || Date.now() - last < REFRESH_AFTER_MS) continue;
        refreshedAt.set(id, Date.now());
        // Not our press: a refusal leaves the card as it is, as in Teams.
        void post("teams/refresh", { account, activityId: id, cardIndex, language: language() }).catch(() => undefined);
      }
    }
  };
  return {
    fill: composer.fill,
    draw(view) {
      const { name, invitationCode, typing, activities } = view.chats[account];
      nameSide(account, name, "Teams");
      part("telephone").hidden = account !== "peer" || !view.phones.some(({ kind }) => kind === "peer");
      part("title").textContent = fill("chatTitle", { name });
      part("aside").textContent = t(account === "peer" ? "peerAside" : "coordinatorAside");
      part("label").textContent = fill("chatInput", { name });
      list.setAttribute("aria-label", fill("chatMessages", { name }));
      part("avatar").textContent = name.slice(0, 1);
      part("name").textContent = name;
      const typingSign = part("typing");
      if (typingSign.textContent !== (typing ? t("typing") : "")) typingSign.textContent = typing ? t("typing") : "";
      list.dataset.empty = activities.length === 0 ? fill("chatEmpty", { name }) : "";
      const newest = activities.at(-1);
      const known = list.dataset.last;
      updateList(
        list,
        activities,
        ({ id }) => id,
        (activity) => `${activity.revision}${language()}`,
        (activity) => drawActivity(account, activity, name),
      );
      updateTimes(list);
      list.dataset.last = newest?.id ?? "";
      const linked = activities.some(({ side, state }) => side === "user" && state !== "failed");
      drawChips(part("suggestions"), linked ? WORDS[account].map((key) => t(key)) : [invitationCode, t("teamsHelp")], composer.fill);
      refresh(activities);
      return known !== undefined && newest !== undefined && newest.side !== "user" && known !== newest.id;
    },
  };
}

function drawActivity(account: AccountId, activity: Activity, name: string): HTMLElement {
  const isUser = activity.side === "user";
  const time = make("time");
  time.dateTime = activity.at;
  const head = make("p", "meta", make("strong", "", isUser ? name : "Passerelle"), time);
  const content = make("div", "said", head);
  if (activity.text) content.append(make("p", "text", activity.text));
  for (const [cardIndex, card] of activity.cards.entries()) content.append(drawActionable(account, activity.id, card, cardIndex));
  if (isUser) content.append(make("p", "sent-state", activity.state === "failed" ? t("failedWhy") : t(activity.state)));
  const item = make("li", `activity ${activity.side} ${activity.state}`, content);
  if (!isUser) {
    const avatar = make("img", "avatar");
    avatar.src = "/playground/web/icon.svg";
    avatar.alt = "";
    item.prepend(avatar);
  }
  item.dataset.side = activity.side;
  item.dataset.state = activity.state;
  item.dataset.testid = activity.cards.length > 0 ? "card" : "message";
  item.dataset.revision = String(activity.revision);
  return item;
}

/** A card and, below it, what became of its buttons when that is not a new card. */
function drawActionable(account: AccountId, activityId: string, json: Record<string, unknown>, cardIndex: number): HTMLElement {
  const note = make("p", "card-note");
  note.setAttribute("role", "status");
  const card = drawCard(json, async (action) => {
    note.textContent = t("acting");
    note.className = "card-note busy";
    const result = await post<ActionResult>("teams/action", { account, activityId, cardIndex, action, language: language() }).catch(
      (): ActionResult => ({ kind: "failed", text: undefined }),
    );
    note.className = `card-note ${result.kind}`;
    note.textContent = result.kind === "failed" ? (result.text ?? t("actionFailed")) : "";
  });
  return make("div", "carded", card, note);
}
