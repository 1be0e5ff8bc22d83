import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE, DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { oneValue, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

/** What the bot answers to a line typed in a chat. */
async function answerTo(chat: PeerInTeams, said: string): Promise<string> {
  const of = () => service.teams.activities.filter(({ conversationId }) => conversationId === chat.conversationId);
  const before = of().length;
  expect((await chat.say(said)).status).toBe(200);
  await service.drain();
  return of()
    .slice(before)
    .map(({ activity }) => String(activity.text))
    .join("\n");
}

test("a wrong, a used and an old code get the same answer, word for word", async () => {
  await openPeerChat(service, DEMO_PEER_CODE);
  await service.owner.query("update invitation set expires_at = service_now() - interval '1 second' where used_at is null");
  const answers = new Set<string>();
  for (const code of ["ZZZZ-ZZZZ", DEMO_PEER_CODE, DEMO_COORDINATOR_CODE]) answers.add(await answerTo(await openPeerChat(service), code));
  expect([...answers]).toEqual([expect.stringMatching(/reconnais pas ce code/)]);
});

test("an 11th try in a day is refused, even with the right code, and the next day it may be typed", async () => {
  await service.owner.query("update invitation set expires_at = service_now() + interval '10 days', used_at = null");
  const chat = await openPeerChat(service);
  for (let index = 0; index < 10; index++) expect(await answerTo(chat, `ZZZZ-ZZZ${index}`)).toContain("reconnais pas");
  expect(await answerTo(chat, DEMO_COORDINATOR_CODE)).toMatch(/Trop d'essais/);
  expect(await oneValue(service, "select count(*)::integer from invitation where used_at is not null")).toBe(0);
  await service.moveClock("2026-11-24T10:00:00+01:00");
  expect(await answerTo(chat, DEMO_COORDINATOR_CODE)).toMatch(/relié/);
});

test("one code typed by two accounts at once links one of them", async () => {
  await service.owner.query("update invitation set used_at = null, expires_at = service_now() + interval '10 days'");
  const chats = [await openPeerChat(service), await openPeerChat(service)];
  const answers = await Promise.all(chats.map((chat) => chat.say(DEMO_PEER_CODE)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  await service.drain();
  const said = service.teams.activities
    .filter(({ conversationId }) => chats.some((chat) => chat.conversationId === conversationId))
    .map(({ activity }) => String(activity.text));
  expect(said.filter((text) => text.includes("relié"))).toHaveLength(1);
  expect(said.filter((text) => text.includes("reconnais pas"))).toHaveLength(1);
});

test("what is kept of a try is a keyed hash and a count", async () => {
  const rows = await rowsOf<Record<string, unknown>>(service, "select * from invitation_try");
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows)
    expect(row).toEqual({ address_key: expect.stringMatching(/^[0-9a-f]{64}$/), day: expect.any(Date), tries: expect.any(Number) });
});
