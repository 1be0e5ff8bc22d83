import { vi } from "vitest";
import { addShifts } from "../../domain/coordination/shifts.ts";
import { addCoordinator, addPhone } from "../../domain/peers/add-peer.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { invite } from "../../domain/people/invitation.ts";
import { seal } from "../../domain/people/seal.ts";
import { plainWords } from "./card-words.ts";
import { openPeerChat, type PeerInTeams } from "./peer-in-teams.ts";
import { inDemo } from "./people.ts";
import type { TestService } from "./service.ts";

type Json = Record<string, unknown>;

/** All words that a card shows, in reading order. */
export function wordsOf(card: unknown): string {
  if (Array.isArray(card)) return card.map(wordsOf).filter(Boolean).join("\n");
  if (typeof card !== "object" || card === null) return "";
  const { text, title, label, value, ...rest } = card as Json;
  const own = [text, label, title, value].filter((words) => typeof words === "string").map(plainWords);
  const { refresh: _, data: __, ...shown } = rest;
  return [...own, ...Object.values(shown).map(wordsOf).filter(Boolean)].join("\n");
}

/** The data of a card's button with that verb, wherever it stands. */
export function buttonOf(card: unknown, verb: string, nth = 0): Json | undefined {
  const found: Json[] = [];
  const look = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    const { refresh: _, ...shown } = part as Json;
    if (shown.type === "Action.Execute" && shown.verb === verb) found.push(shown.data as Json);
    for (const value of Object.values(shown)) look(value);
  };
  look(card);
  return found[nth];
}

export interface CoordinatorInTeams extends PeerInTeams {
  /** The cards and texts that came, oldest first: a card as its words. */
  inbox(): string[];
  /** Asks for the queue, and gives its card. */
  queue(): Promise<Json>;
  /** Presses the button of a card with that verb, with what was typed; gives the card that answers. */
  press(card: unknown, verb: string, typed?: Json, nth?: number): Promise<Json>;
}

/** Opens a coordinator's chat; `code` links it. */
export async function openCoordinatorChat(service: TestService, code = "DEMO-TEAM"): Promise<CoordinatorInTeams> {
  const chat = await openPeerChat(service, code);
  const sent = () => service.teams.activities.filter(({ conversationId }) => conversationId === chat.conversationId);
  const cardOf = (activity: Json) => (activity.attachments as { content: Json }[] | undefined)?.[0]?.content;
  return {
    ...chat,
    inbox: () => sent().map(({ activity }) => (cardOf(activity) ? wordsOf(cardOf(activity)) : String(activity.text))),
    async queue() {
      const before = sent().length;
      await chat.say("FILE");
      return vi.waitUntil(() => cardOf(sent()[before]?.activity ?? {}), { timeout: 10_000 });
    },
    async press(card, verb, typed = {}, nth = 0) {
      const data = buttonOf(card, verb, nth);
      if (!data) throw new Error(`The card has no button ${verb}: ${wordsOf(card)}`);
      return (await chat.click(verb, { ...data, ...typed })).card;
    },
  };
}

/** Adds a coordinator on duty as Camille is, or not at all; gives the code for their chat. */
export async function addColleague(
  service: Pick<TestService, "owner" | "config">,
  displayName: string,
  { rank, phone }: { rank?: number; phone?: string } = {},
): Promise<string> {
  const { addressKey: secret, fieldKeyId, fieldKey } = service.config.keys;
  return inDemo(service, async (db) => {
    const id = await addCoordinator(db, { displayName, locale: "fr", zone: "Europe/Paris" });
    const office = { weekdays: [1, 2, 3, 4, 5], startsAt: "09:00", endsAt: "17:00", onHolidays: false };
    if (rank) await addShifts(db, id, { ...office, rank });
    if (phone) await addPhone(db, id, { addressKey: addressKey(secret, phone), sealed: seal({ id: fieldKeyId, key: fieldKey }, phone) });
    return invite(db, secret, id);
  });
}
