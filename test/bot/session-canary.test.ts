import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { bookTalk } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { findAnywhere, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { callTo, conferenceOf, endCall, pass, pickUp } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";
import { checkTwiml } from "../support/twiml-allow-list.ts";
import { openCall } from "../support/voice.ts";

const CLAIRE = peerPhone("Claire");
const LOU = "+33639984711";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const isIn = (all: string[], form: string): boolean => all.some((given) => given.includes(form));

/** The ways in which a number may stand somewhere: as it is dialled, at home, and in pairs. */
const formsOf = (number: string) => [number.slice(3), `0${number.slice(3)}`, `0${number.slice(3)}`.replace(/(..)(?=.)/g, "$1 ")];

test("no byte of either number is in what the other gets, in the peer's cards, in a log, a job or an address that is called", {
  timeout: 120_000,
}, async () => {
  const toClaire: string[] = [];
  const toLou: string[] = [];
  const claire = await openPeerChat(service, DEMO_PEER_CODE);
  await bookTalk(service, LOU, { slot: "1" });
  // Claire has Teams now, and accepts there
  const pending = await oneValue<string>(service, "select appointment_id from appointment order by created_at desc limit 1");
  const programmeId = await oneValue<string>(service, "select programme_id from programme");
  toClaire.push(JSON.stringify((await claire.click("accept-request", { appointmentId: pending, programmeId })).card));
  await service.drain();
  const startsAt = await oneValue<Date>(service, "select lower(during) from appointment where status = 'booked'");
  await service.moveClock(new Date(startsAt.getTime() - 9 * 60_000).toISOString());

  // by the card, a voicemail, a retry, and by messages
  toClaire.push(JSON.stringify((await claire.click("show-call", { appointmentId: pending, programmeId })).card));
  toClaire.push(JSON.stringify((await claire.click("start-call", { appointmentId: pending, programmeId })).card));
  expect(toClaire.at(-1)).toMatch(/Votre téléphone va sonner/);
  const first = await callTo(service, CLAIRE);
  const twiml = await pickUp(service, first);
  checkTwiml(twiml);
  toClaire.push(twiml);
  const conference = conferenceOf(service, twiml);
  await conference.tell("participant-join", first.sid);
  const machine = await callTo(service, LOU);
  await endCall(service, machine, "completed");
  await pass(service, 3);
  const second = await callTo(service, LOU, 1);
  const answered = await pickUp(service, second);
  checkTwiml(answered);
  toLou.push(answered);
  await conference.tell("participant-join", second.sid);
  const number = first.from;
  for (const said of [LOU, formsOf(LOU)[2] ?? "", `c'est le ${formsOf(LOU)[1]}!`])
    await service.text(LOU, `mon numéro ${said}`, { To: number });
  await service.text(CLAIRE, `le mien: ${formsOf(CLAIRE)[2]}`, { To: number });
  await pass(service, 20);
  for (const { sid } of [first, second]) await conference.tell("participant-leave", sid);
  for (const call of [first, second]) await endCall(service, call, "completed");
  toLou.push((await openCall(service, LOU, { to: number })).twiml);
  toClaire.push((await openCall(service, CLAIRE, { to: number })).twiml);
  await pass(service, 90);
  expect(await rowsOf(service, "select status from appointment")).toContainEqual({ status: "fulfilled" });

  toClaire.push(...service.provider.sentTo(CLAIRE), JSON.stringify(service.teams.activities ?? []));
  toLou.push(...service.provider.sentTo(LOU));
  const urls = service.provider.calls.map(({ url, statusCallback }) => `${url} ${statusCallback}`);
  const logged = service.logged();
  // what is looked through is there
  expect(isIn(toClaire, "01 99 00 11 0")).toBe(true);
  expect(isIn(toClaire, "Lou: mon numéro [...]")).toBe(true);
  expect(logged.length).toBeGreaterThan(1000);
  expect(urls.length).toBeGreaterThan(2);
  for (const form of formsOf(LOU)) {
    for (const [where, all] of Object.entries({ toClaire, urls, logged: [logged] }))
      expect(isIn(all, form), `${where} ${form}`).toBe(false);
  }
  for (const form of formsOf(CLAIRE)) {
    for (const [where, all] of Object.entries({ toLou, urls, logged: [logged] })) expect(isIn(all, form), `${where} ${form}`).toBe(false);
  }
  // nor in any table, waiting jobs among them: numbers are sealed
  for (const form of [...formsOf(LOU), ...formsOf(CLAIRE)]) expect(await findAnywhere(service.owner, form), form).toEqual([]);
  expect(await personOf(service, LOU)).toBeTruthy();
});
