import type { Clock } from "../clock.ts";
import type { AccountId, PlaygroundOptions } from "../options.ts";
import type { ChatActivity, Store } from "../state.ts";
import { activityFrom, botOf, type Language } from "./activity.ts";
import { postActivity } from "./bot-client.ts";
import { type ActionResult, readInvokeAnswer } from "./invoke-answer.ts";
import type { Issuer } from "./issuer.ts";

const CARD_TYPE = "application/vnd.microsoft.card.adaptive";
/** A typing sign that nothing follows goes away by itself. */
const TYPING_MS = 5000;

/** A button of a card, as it was pressed. */
export interface CardAction {
  type: "Action.Execute" | "Action.Submit";
  id: string | undefined;
  title: string | undefined;
  verb: string | undefined;
  data: Record<string, unknown>;
}

/** One person's chat with the bot, both directions. */
export interface Chat {
  readonly conversationId: string;
  /** The ids by which the bot may name this person. */
  readonly userIds: readonly string[];
  readonly typing: boolean;
  /** The person opens the chat for the first time: Teams tells the bot that its app was installed. */
  open(language: Language): Promise<void>;
  /** The person writes. The message's state tells how it went. */
  send(text: string, language: Language): void;
  /** The person presses a card's button. @returns undefined if there is no such card */
  act(activityId: string, cardIndex: number, action: CardAction, language: Language): Promise<ActionResult | undefined>;
  /**
   * A card that knows how to refresh itself is looked at: Teams then asks the bot for its present state.
   * @returns undefined if there is no such card, or if it does not refresh itself
   * @see https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
   */
  refresh(activityId: string, cardIndex: number, language: Language): Promise<ActionResult | undefined>;
  /** The bot writes. @returns the new activity's id */
  receive(activity: Record<string, unknown>): string;
  /** The bot changes or deletes (undefined) what it wrote. @returns false if there is no such activity */
  replace(id: string, activity: Record<string, unknown> | undefined): boolean;
  close(): Promise<void>;
}

/** Starts the chat of one account. */
export function startChat(options: PlaygroundOptions, account: AccountId, store: Store, issuer: Issuer, clock: Clock): Chat {
  const stop = new AbortController();
  const sending = new Set<Promise<unknown>>();
  const chat = store.state.chats[account];
  const { name } = options.accounts[account];
  let typingTimer: NodeJS.Timeout | undefined;
  let opening = false;
  let lastId = Date.now();

  // Ids look like Teams': milliseconds, and no two alike.
  const newId = () => {
    lastId = Math.max(lastId + 1, Date.now());
    return String(lastId);
  };
  const add = (side: ChatActivity["side"], text: string, state: ChatActivity["state"], cards: Record<string, unknown>[] = []) => {
    const added: ChatActivity = { id: newId(), revision: 1, side, text, cards, at: clock.now().toISOString(), state, acted: false };
    chat.activities.push(added);
    store.changed();
    return added;
  };
  const post = (activity: Record<string, unknown>) => {
    const posted = postActivity(options, issuer, activity, stop.signal).finally(() => sending.delete(posted));
    sending.add(posted);
    return posted;
  };
  const stopTyping = () => {
    clearTimeout(typingTimer);
    typingTimer = undefined;
  };

  const find = (activityId: string) => chat.activities.find(({ id, side }) => id === activityId && side === "bot");
  const invoke = async (activityId: string, action: unknown, trigger: "manual" | "automatic", language: Language) =>
    readInvokeAnswer(
      await post({
        ...activityFrom(options, name, chat, newId(), language),
        replyToId: activityId,
        type: "invoke",
        name: "adaptiveCard/action",
        value: { action, trigger },
      }),
    );

  return {
    conversationId: chat.conversationId,
    userIds: [chat.user.id, chat.user.aadObjectId],
    get typing() {
      return typingTimer !== undefined;
    },
    async open(language) {
      if (chat.opened || opening) return;
      opening = true;
      const installed = { ...activityFrom(options, name, chat, newId(), language), type: "installationUpdate", action: "add" };
      const joined = {
        ...activityFrom(options, name, chat, newId(), language),
        type: "conversationUpdate",
        membersAdded: [{ ...chat.user, name }, botOf(options)],
      };
      const answers = [await post(joined), await post(installed)];
      opening = false;
      chat.opened = answers.every((answer) => answer !== "unreachable" && answer.status < 500);
      store.changed();
    },
    send(text, language) {
      const sent = add("user", text, "sending");
      const activity = {
        ...activityFrom(options, name, chat, sent.id, language),
        type: "message",
        text,
        textFormat: "plain",
        attachments: [],
      };
      void post(activity).then((answer) => {
        sent.state = answer !== "unreachable" && answer.status < 300 ? "delivered" : "failed";
        sent.revision += 1;
        store.changed();
      });
    },
    async act(activityId, cardIndex, action, language) {
      const shown = find(activityId);
      if (!shown?.cards[cardIndex]) return undefined;
      if (action.type === "Action.Submit") {
        const base = { ...activityFrom(options, name, chat, newId(), language), replyToId: activityId };
        const answer = await post({ ...base, type: "message", value: action.data });
        return answer !== "unreachable" && answer.status < 300 ? { kind: "nothing" } : { kind: "failed", text: undefined };
      }
      const result = await invoke(activityId, action, "manual", language);
      if (result.kind === "card") shown.cards[cardIndex] = result.card;
      if (result.kind !== "failed") shown.acted = true;
      shown.revision += 1;
      if (result.kind === "message") add("notice", result.text, "delivered");
      store.changed();
      return result;
    },
    async refresh(activityId, cardIndex, language) {
      const shown = find(activityId);
      const action = (shown?.cards[cardIndex]?.refresh as { action?: unknown } | undefined)?.action;
      if (!shown || !action) return undefined;
      const result = await invoke(activityId, action, "automatic", language);
      if (result.kind !== "card" || JSON.stringify(result.card) === JSON.stringify(shown.cards[cardIndex])) return result;
      shown.cards[cardIndex] = result.card;
      shown.revision += 1;
      store.changed();
      return result;
    },
    receive(activity) {
      if (activity.type === "typing") {
        stopTyping();
        typingTimer = setTimeout(() => {
          stopTyping();
          store.changed();
        }, TYPING_MS);
        store.changed();
        return newId();
      }
      if (activity.type !== "message") return newId();
      stopTyping();
      return add("bot", textOf(activity), "delivered", cardsOf(activity)).id;
    },
    replace(id, activity) {
      const index = chat.activities.findIndex((shown) => shown.id === id && shown.side === "bot");
      const shown = chat.activities[index];
      if (!shown) return false;
      if (activity === undefined) chat.activities.splice(index, 1);
      else Object.assign(shown, { text: textOf(activity), cards: cardsOf(activity), revision: shown.revision + 1 });
      store.changed();
      return true;
    },
    async close() {
      stop.abort();
      stopTyping();
      await Promise.all(sending);
    },
  };
}

function textOf(activity: Record<string, unknown>): string {
  return typeof activity.text === "string" ? activity.text : "";
}

function cardsOf(activity: Record<string, unknown>): Record<string, unknown>[] {
  const attachments: unknown[] = Array.isArray(activity.attachments) ? activity.attachments : [];
  return attachments.flatMap((attachment) => {
    const { contentType, content } = (attachment ?? {}) as { contentType?: unknown; content?: unknown };
    return contentType === CARD_TYPE && typeof content === "object" && content !== null ? [content as Record<string, unknown>] : [];
  });
}
