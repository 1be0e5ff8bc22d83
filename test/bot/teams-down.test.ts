import { afterAll, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { askPeer, lastAppointment } from "../support/asked.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone, personOf, rowsOf, withAppPool, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const started: TestService[] = [];
afterAll(async () => {
  for (const service of started) await service.stop();
});

const LOU = "+33639970001";
const CLAIRE = peerPhone("Claire");

async function begin(options?: Parameters<typeof startService>[0]) {
  const service = await startService(options);
  started.push(service);
  return service;
}

/** Teams fails so many times. */
const fail = ({ teams }: TestService, status: number, times: number) =>
  teams.answerNext(...Array<{ status: number }>(times).fill({ status }));
const cardsOf = (service: TestService) =>
  rowsOf<{ state: string; reason: string | null }>(
    service,
    "select state, reason from delivery where class = 'request' and card is not null and redraws_id is null and appointment_id is not null order by created_at",
  );
const items = (service: TestService) =>
  rowsOf<{ kind: string; open: boolean }>(service, "select kind, closed_at is null as open from work_item where kind = 'channel-down'");
const channel = (service: TestService) =>
  oneValue<string>(service, "select state from channel_address a join peer on peer.person_id = a.person_id where kind = 'teams'");

test("a card that Teams has not taken within 5 minutes is asked by SMS, with its answers; the coordinators see it", async () => {
  const service = await begin();
  await openPeerChat(service, DEMO_PEER_CODE);
  fail(service, 503, 3);
  await askPeer(service, LOU);
  await service.moveClock("2026-11-23T10:04:59+01:00");
  expect(service.provider.sentTo(CLAIRE)).toEqual([]);
  expect(await cardsOf(service)).toMatchObject([{ state: "queued" }]);
  await service.moveClock("2026-11-23T10:06:00+01:00");
  expect(service.provider.sentTo(CLAIRE)).toEqual([
    expect.stringMatching(/^Demande de Lou: .*1 J'accepte 2 Je décline 3 Proposer un autre moment/),
  ]);
  expect(await cardsOf(service)).toEqual([{ state: "skipped", reason: "too-slow" }]);
  expect(await items(service)).toEqual([{ kind: "channel-down", open: true }]);
  // nor does the card come after all
  await service.moveClock("2026-11-23T12:30:00+01:00");
  expect(service.provider.sentTo(CLAIRE)).toHaveLength(1);
  expect(await cardsOf(service)).toEqual([{ state: "skipped", reason: "too-slow" }]);
});

test("that SMS is answered like any other, and Teams stays the peer's first channel", async () => {
  const service = await begin();
  await openPeerChat(service, DEMO_PEER_CODE);
  fail(service, 500, 3);
  await askPeer(service, LOU);
  await service.moveClock("2026-11-23T10:06:00+01:00");
  expect((await service.text(CLAIRE, "1"))[0]).toMatch(/C'est confirmé/);
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "booked", refusals: 0 });
  expect(await channel(service)).toBe("live");
});

test("a card that Teams takes in time, by its second attempt, is not asked again", async () => {
  const service = await begin();
  await openPeerChat(service, DEMO_PEER_CODE);
  fail(service, 503, 1);
  await askPeer(service, LOU);
  await service.moveClock("2026-11-23T10:30:00+01:00");
  expect(await cardsOf(service)).toEqual([{ state: "sent", reason: null }]);
  expect(service.provider.sentTo(CLAIRE)).toEqual([]);
  expect(await items(service)).toEqual([]);
});

test("written in quiet hours, it has its five minutes from when it could first be sent", async () => {
  const service = await begin({ at: "2026-11-23T21:30:00+01:00" });
  await openPeerChat(service, DEMO_PEER_CODE);
  fail(service, 503, 20);
  await askPeer(service, LOU, { slot: "3" });
  await service.moveClock("2026-11-24T08:04:00+01:00");
  expect(service.provider.sentTo(CLAIRE)).toEqual([]);
  await service.moveClock("2026-11-24T08:06:00+01:00");
  expect(service.provider.sentTo(CLAIRE)).toHaveLength(1);
});

test("without a phone the card goes on being tried", async () => {
  const service = await begin();
  await openPeerChat(service, DEMO_PEER_CODE);
  await service.owner.query("delete from channel_address where kind = 'sms' and person_id = $1", [await personOf(service, CLAIRE)]);
  fail(service, 503, 3);
  await askPeer(service, LOU);
  await service.moveClock("2026-11-23T10:06:00+01:00");
  expect(await cardsOf(service)).toMatchObject([{ state: "queued" }]);
  expect(await items(service)).toEqual([{ kind: "channel-down", open: true }]);
  await service.moveClock("2026-11-23T11:00:00+01:00");
  expect(await cardsOf(service)).toMatchObject([{ state: "sent" }]);
});

test("the app removed or the bot blocked (403): asked at once by SMS as a question, no refusal, and Teams is back with the peer's next word there", async () => {
  const service = await begin();
  const claire = await openPeerChat(service, DEMO_PEER_CODE);
  fail(service, 403, 1);
  await askPeer(service, LOU);
  await service.drain();
  expect(service.provider.sentTo(CLAIRE)).toEqual([expect.stringMatching(/1 J'accepte 2 Je décline 3 Proposer un autre moment/)]);
  expect(await cardsOf(service)).toEqual([{ state: "skipped", reason: "channel-down" }]);
  expect(await items(service)).toEqual([{ kind: "channel-down", open: true }]);
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "pending", refusals: 0 });
  expect(await channel(service)).toBe("down");
  // five minutes later nothing is asked twice
  await service.moveClock("2026-11-23T10:10:00+01:00");
  expect(service.provider.sentTo(CLAIRE)).toHaveLength(1);
  expect((await service.text(CLAIRE, "2"))[0]).toMatch(/merci d'avoir répondu/);

  await claire.say("AIDE");
  expect(await channel(service)).toBe("live");
  expect(await items(service)).toEqual([{ kind: "channel-down", open: false }]);
  await askPeer(service, "+33639970002");
  const request = await claire.waitForRequest();
  expect(request.appointmentId).toBeDefined();
});

test("a peer who can't be reached anywhere has refused nobody by being silent", async () => {
  const service = await begin();
  await openPeerChat(service, DEMO_PEER_CODE);
  await service.owner.query("delete from channel_address where kind = 'sms' and person_id = $1", [await personOf(service, CLAIRE)]);
  fail(service, 403, 1);
  await askPeer(service, LOU);
  await service.moveClock("2026-11-24T10:00:00+01:00");
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "cancelled", reason_code: "peer-silent", refusals: 0 });
  expect(service.provider.sentTo(LOU).at(-1)).not.toMatch(/\d Claire/);
});

test("what is no request goes on to the next channel as it is", async () => {
  const service = await begin();
  await openPeerChat(service, DEMO_PEER_CODE);
  fail(service, 403, 1);
  await withAppPool(service, (pool) => writeTo(service, pool, CLAIRE, { body: "un mot pour vous" }));
  await service.drain();
  expect(service.provider.sentTo(CLAIRE)).toEqual(["un mot pour vous"]);
  expect(await items(service)).toEqual([{ kind: "channel-down", open: true }]);
});
