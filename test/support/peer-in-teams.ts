import { randomUUID } from "node:crypto";
import type { TestService } from "./service.ts";

type Json = Record<string, unknown>;
export type CardData = { appointmentId: string; programmeId: string };

/** A peer's own chat with the bot in Teams. */
export interface PeerInTeams {
  /** Types something to the bot. */
  say(text: string): Promise<{ status: number; body: unknown }>;
  /** Clicks a button of a card; gives the card that answers. */
  click(verb: string, data: Json, activityId?: string): Promise<{ status: number; card: Json }>;
  /** Waits for a new card with actions on it, and gives the data its buttons carry. */
  waitForRequest(known?: string[]): Promise<CardData & { activityId: string; card: Json }>;
  conversationId: string;
}

/** Opens a chat of one account; `code` links it to a person first. */
export async function openPeerChat(service: TestService, code?: string): Promise<PeerInTeams> {
  const account = { id: `29:${randomUUID()}`, aadObjectId: randomUUID() };
  const conversationId = `a:${randomUUID()}`;
  const base = service.teams.activity();
  const conversation = { ...(base.conversation as Json), id: conversationId };
  const url = `${service.config.publicUrl}/api/messages`;
  const chat: PeerInTeams = {
    conversationId,
    say: (text) => service.teams.post(url, service.teams.activity({ from: account, conversation, text, id: randomUUID() })),
    async click(verb, data, activityId = randomUUID()) {
      const invoke = service.teams.activity({
        type: "invoke",
        name: "adaptiveCard/action",
        from: account,
        conversation,
        id: activityId,
        text: undefined,
        value: { action: { type: "Action.Execute", verb, data }, trigger: "manual" },
      });
      const { status, body } = await service.teams.post(url, invoke);
      return { status, card: ((body as Json | undefined)?.value ?? body) as Json };
    },
    async waitForRequest(known = []) {
      const sent = await service.teams.waitForActivity((candidate) => {
        const data = dataOf(cardOf(candidate.activity));
        return candidate.conversationId === conversationId && data?.appointmentId !== undefined && !known.includes(data.appointmentId);
      });
      const card = cardOf(sent.activity);
      return { ...(dataOf(card) as CardData), activityId: String((sent as unknown as Json).activityId ?? ""), card: card ?? {} };
    },
  };
  if (code) {
    await chat.say(code);
    await service.teams.waitForActivity(
      (candidate) => candidate.conversationId === conversationId && /relié|linked/.test(String(candidate.activity.text ?? "")),
    );
  }
  return chat;
}

const cardOf = (activity: Json): Json | undefined =>
  ((activity.attachments as Json[] | undefined)?.[0]?.content as Json | undefined) ?? undefined;
const dataOf = (card: Json | undefined): CardData | undefined =>
  ((card?.actions as Json[] | undefined)?.[0]?.data as CardData | undefined) ?? undefined;
