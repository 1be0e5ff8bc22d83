import type { PlaygroundView } from "../page/view.ts";
import type { ActionResult } from "../teams/invoke-answer.ts";
import { post } from "./api.ts";
import { drawCard } from "./cards.ts";
import { byId, drawChips, keepAtEnd, make, updateList, wireComposer } from "./dom.ts";
import { language, shortTime, t } from "./texts.ts";

type Activity = PlaygroundView["chat"]["activities"][number];

/** The peer's Teams chat on the page. */
export interface ChatView {
  /** @returns true if something came from the bot */
  draw(view: PlaygroundView): boolean;
  fill(text: string): void;
}

/** Brings the chat to life. */
export function startChatView(failed: () => void): ChatView {
  const list = byId("chat-messages");
  keepAtEnd(list);
  const composer = wireComposer(
    byId<HTMLFormElement>("chat-form"),
    (text) => void post("teams/send", { text, language: language() }).catch(failed),
  );
  return {
    fill: composer.fill,
    draw(view) {
      const { peerName, typing, activities } = view.chat;
      byId("peer-avatar").textContent = peerName.slice(0, 1);
      byId("peer-name").textContent = peerName;
      const typingSign = byId("chat-typing");
      if (typingSign.textContent !== (typing ? t("typing") : "")) typingSign.textContent = typing ? t("typing") : "";
      list.dataset.empty = activities.length === 0 ? t("chatEmpty") : "";
      const newest = activities.at(-1);
      const known = list.dataset.last;
      updateList(
        list,
        activities,
        ({ id }) => id,
        (activity) => `${activity.revision}${language()}${shortTime(activity.at)}`,
        (activity) => drawActivity(activity, peerName),
      );
      list.dataset.last = newest?.id ?? "";
      const linked = activities.some(({ side, state }) => side === "peer" && state !== "failed");
      drawChips(
        byId("chat-suggestions"),
        [...(view.invitationCode && !linked ? [view.invitationCode] : []), t("teamsHelp")],
        composer.fill,
      );
      return known !== undefined && newest !== undefined && newest.side !== "peer" && known !== newest.id;
    },
  };
}

function drawActivity(activity: Activity, peerName: string): HTMLElement {
  const isPeer = activity.side === "peer";
  const time = make("time", "", shortTime(activity.at));
  time.dateTime = activity.at;
  const head = make("p", "meta", make("strong", "", isPeer ? peerName : "Passerelle"), time);
  const content = make("div", "said", head);
  if (activity.text) content.append(make("p", "text", activity.text));
  for (const [cardIndex, card] of activity.cards.entries()) content.append(drawActionable(activity.id, card, cardIndex));
  if (isPeer) content.append(make("p", "sent-state", activity.state === "failed" ? t("failedWhy") : t(activity.state)));
  const item = make("li", `activity ${activity.side} ${activity.state}`, content);
  if (!isPeer) {
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
function drawActionable(activityId: string, json: Record<string, unknown>, cardIndex: number): HTMLElement {
  const note = make("p", "card-note");
  note.setAttribute("role", "status");
  const card = drawCard(json, async (action) => {
    note.textContent = t("acting");
    note.className = "card-note busy";
    const result = await post<ActionResult>("teams/action", { activityId, cardIndex, action, language: language() }).catch(
      (): ActionResult => ({ kind: "failed", text: undefined }),
    );
    note.className = `card-note ${result.kind}`;
    note.textContent = result.kind === "failed" ? (result.text ?? t("actionFailed")) : "";
  });
  return make("div", "carded", card, note);
}
