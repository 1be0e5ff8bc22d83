import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addTalked,
  giveLandline,
  inviteTalked,
  LANDLINE_CODE,
  launch,
  recipientStates,
  results,
  setCampaignSettings,
  talkedLandline,
  talkedPhone,
} from "../support/campaigns.ts";
import { buttonOf, wordsOf } from "../support/coordinator.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { openAppPool, rowsOf } from "../support/people.ts";
import { callTo } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall, pickUpCall, workItemsOf } from "../support/voice.ts";

type Json = Record<string, unknown>;

let service: TestService;
let pool: pg.Pool;
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
  await setCampaignSettings(service, { campaigns: { perMinute: 600 } });
});
afterEach(async () => {
  await pool.end();
  await service.stop();
});

const ASKED = /Avez-vous deux minutes pour une question\?.*Pour répondre maintenant, tapez 1/;
const THANKS = "Merci, c'est noté.";
const modes = () => rowsOf(service, "select mode, count(*)::integer as count from questionnaire_answer group by mode order by mode");

/** The card that came last to a chat. */
const cardOf = ({ conversationId }: PeerInTeams): Json =>
  service.teams.activities
    .filter((sent) => sent.conversationId === conversationId)
    .flatMap(({ activity }) => ((activity.attachments as { content: Json }[] | undefined) ?? []).map(({ content }) => content))
    .at(-1) ?? {};

async function answerOnCard(chat: PeerInTeams, value: number): Promise<void> {
  const offer = cardOf(chat);
  expect(wordsOf(offer)).not.toMatch(/confian/i);
  await chat.click("answer", buttonOf(offer, "answer") ?? {});
  await service.drain();
  const form = cardOf(chat);
  const { card } = await chat.click("submit-form", { ...buttonOf(form, "submit-form"), "item-1": String(value) });
  expect(wordsOf(card)).toBe(THANKS);
}

async function answerByPhone(index: number, value: number): Promise<void> {
  const call = await pickUpCall(service, await callTo(service, talkedLandline(index)));
  expect(call.said).toMatch(/Un message vous attend\. Tapez d'abord votre code/);
  expect(await call.press(LANDLINE_CODE)).toMatch(ASKED);
  expect(await call.press("1")).toMatch(/Tapez un nombre de 0 à 10/);
  expect(await call.press(`${value}#`)).toContain("Merci, c'est noté");
  await call.hangUp();
}

async function answerByText(index: number, value: number): Promise<void> {
  await service.text(talkedPhone(index), "GO");
  expect(await service.text(talkedPhone(index), String(value))).toEqual([THANKS]);
}

// thirty people, one after the other
const PATIENCE_MS = 180_000;

test("who has a landline only is called and answers by keys, who has Teams answers on a card, and each is counted by how they did", {
  timeout: PATIENCE_MS,
}, async () => {
  const ids = await addTalked(service, 30);
  for (let index = 0; index < 10; index++) await giveLandline(service, pool, ids[index] ?? "", index, "morning");
  const chats: PeerInTeams[] = [];
  for (const id of ids.slice(10, 20)) chats.push(await openPeerChat(service, await inviteTalked(service, pool, id)));
  const id = await launch(service, pool);
  await service.moveClock("2026-11-23T10:01:00+01:00");
  for (let index = 0; index < 10; index++) await answerByPhone(index, index);
  for (const [index, chat] of chats.entries()) await answerOnCard(chat, index);
  for (let index = 20; index < 30; index++) await answerByText(index, index - 20);
  await service.drain();
  expect(await recipientStates(service, id)).toEqual({ answered: 30 });
  expect(await modes()).toEqual([
    { mode: "sms", count: 10 },
    { mode: "teams", count: 10 },
    { mode: "voice", count: 10 },
  ]);
  // nobody with a landline was written to
  expect(service.provider.messages.filter(({ to }) => to.startsWith("+33199005"))).toEqual([]);

  const { recipients, waiting, sent, figures } = await results(service, pool, "Automne");
  expect({ recipients, waiting, sent, answered: figures?.completed }).toEqual({ recipients: 30, waiting: 0, sent: 30, answered: 30 });
  expect(figures?.channels?.cells).toEqual({ sms: 10, teams: 10, voice: 10 });
  expect(Object.values(figures?.scales ?? {})).toEqual([{ scale: expect.objectContaining({ n: 30, mean: 4.5 }), improvement: null }]);
});

test("who has a landline and is called by the team only is not called for it, and finds it in the menu when they call", async () => {
  const [personId = ""] = await addTalked(service, 1);
  await giveLandline(service, pool, personId, 0, "team");
  const id = await launch(service, pool);
  await service.moveClock("2026-11-23T11:00:00+01:00");
  expect(service.provider.calls).toEqual([]);
  expect(await workItemsOf(service, personId)).toEqual([]);
  expect(await recipientStates(service, id)).toEqual({ sending: 1 });
  const call = await openCall(service, talkedLandline(0));
  await call.press(LANDLINE_CODE);
  await call.say("menu");
  const [, key = ""] = /Pour répondre à quelques questions, tapez (\d)/.exec(call.said) ?? [];
  expect(await call.press(key)).toMatch(/Tapez un nombre de 0 à 10/);
  expect(await call.press("7#")).toContain("Merci, c'est noté");
  expect(await recipientStates(service, id)).toEqual({ answered: 1 });
});
