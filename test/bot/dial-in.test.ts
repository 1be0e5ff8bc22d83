import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addSender } from "../../domain/programmes/sender.ts";
import { bookTalk } from "../support/patient.ts";
import { inDemo, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { conferenceOf, pass } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall } from "../support/voice.ts";

const claire = peerPhone("Claire");
const WITHHELD = "anonymous";
let service: TestService;
let lou: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
beforeEach(() => {
  lou = `+3363998${String(3000 + ++count)}`;
});

const made = (phone: string) => service.provider.calls.filter(({ to, url }) => to === phone && url);
const conferenceIn = (twiml: string) => />([0-9a-f-]{36})<\/Conference>/.exec(twiml)?.[1];

interface Row {
  number: string;
  patient_pin: string;
  peer_pin: string;
  state: string;
}
async function sessionRow(): Promise<Row> {
  const [row] = await rowsOf<Row & Record<string, unknown>>(
    service,
    "select sender.address as number, s.* from session s join sender using (sender_id) where patient_id = $1 order by during desc limit 1",
    [await personOf(service, lou)],
  );
  if (!row) throw new Error("There is no session.");
  return row;
}

/** Booked with Claire, and so many minutes from its start; gives its number. */
async function at(minutes: number): Promise<string> {
  await bookTalk(service, lou, { slot: "1" });
  const startsAt = await oneValue<Date>(service, "select lower(during) from appointment where patient_id = $1 and status = 'booked'", [
    await personOf(service, lou),
  ]);
  await service.moveClock(new Date(startsAt.getTime() + minutes * 60_000).toISOString());
  return (await sessionRow()).number;
}

test("in its window the number lets its two in, and the other is rung for who came alone", async () => {
  const number = await at(-8);
  const before = made(claire).length;
  const call = await openCall(service, lou, { to: number });
  expect(conferenceIn(call.twiml)).toBeTruthy();
  await service.drain();
  expect(made(claire)).toHaveLength(before);
  await pass(service, 0.2);
  expect(made(claire)).toHaveLength(before + 1);
  expect(made(claire).at(-1)?.from).toBe(number);
  await pass(service, 90);
});

test("both at once meet in one conference, and nobody is rung", async () => {
  const number = await at(0);
  const before = { claire: made(claire).length, lou: made(lou).length };
  const [one, two] = await Promise.all([openCall(service, lou, { to: number }), openCall(service, claire, { to: number })]);
  expect(conferenceIn(one.twiml)).toBe(conferenceIn(two.twiml));
  const { tell } = conferenceOf(service, one.twiml);
  await tell("participant-join", one.sid);
  await tell("participant-join", two.sid);
  await pass(service, 10);
  expect({ claire: made(claire).length, lou: made(lou).length }).toEqual(before);
  expect((await sessionRow()).state).toBe("live");
  await pass(service, 90);
});

test("a call again for the same event is answered alike, and is one leg", async () => {
  const number = await at(0);
  const call = await openCall(service, lou, { to: number });
  const first = call.twiml;
  await call.again();
  expect(call.twiml).toBe(first);
  expect(await rowsOf(service, "select from session_leg where call_sid = $1", [call.sid])).toHaveLength(1);
  await pass(service, 90);
});

test("before its window the number says nothing of it before a key; then the time, and how to change it", async () => {
  const number = await at(-60);
  const call = await openCall(service, lou, { to: number });
  expect(call.said).toMatch(/aucun appel n'est possible en ce moment.*tapez 1/);
  expect(call.said).not.toMatch(/Claire|heures/);
  await call.press("1");
  expect(call.said).toMatch(/avec Claire.*Pour déplacer, tapez 1/i);
  expect(call.twiml).not.toContain("<Conference");
  await pass(service, 150);
});

test("after its window another time is offered, and nobody is let in", async () => {
  const number = await at(70);
  const call = await openCall(service, lou, { to: number });
  await call.press("1");
  expect(call.twiml).not.toContain("<Conference");
  expect(call.said).toMatch(/un autre moment|Reparler/i);
});

test("a withheld number is let in by the PIN of its side, and by nothing else", async () => {
  const number = await at(0);
  const { patient_pin, peer_pin } = await sessionRow();
  expect(service.provider.sentTo(lou).join(" ")).toContain(`Code d'appel ${patient_pin}`);
  const call = await openCall(service, WITHHELD, { to: number });
  expect(call.said).toMatch(/code d'un appel ou la référence/);
  expect(call.said).not.toMatch(/Claire|Lou/);
  await call.press("000001#");
  expect(call.said).toMatch(/n'ouvrent rien/);
  await call.press(`${patient_pin}#`);
  expect(call.twiml).toContain("/twilio/session/enter");
  const entered = await service.post(
    />(?:https?:\/\/[^/]+)?(\/twilio\/session\/enter[^<]*)</.exec(call.twiml)?.[1]?.replaceAll("&amp;", "&") ?? "",
    {
      CallSid: call.sid,
      AccountSid: service.provider.accountSid,
      From: "",
      To: number,
    },
  );
  expect(conferenceIn(entered.body)).toBeTruthy();
  expect(peer_pin).not.toBe(patient_pin);
  await pass(service, 90);
  const late = await openCall(service, WITHHELD, { to: number });
  await late.press(`${patient_pin}#`);
  expect(late.twiml).not.toContain("/twilio/session/enter");
});

test("three wrong tries a call, and then it is a call like any other; a stranger never gets in", async () => {
  const number = await at(0);
  const call = await openCall(service, WITHHELD, { to: number });
  for (const guess of ["111111#", "222222#", "333333#"]) await call.press(guess);
  const { patient_pin } = await sessionRow();
  expect(call.said).toMatch(/n'ouvrent rien/);
  await call.press(`${patient_pin}#`);
  expect(call.twiml).not.toContain("/twilio/session/enter");
  const stranger = await openCall(service, "+33639983999", { to: number });
  expect(stranger.twiml).not.toContain("<Conference");
  await pass(service, 90);
});

test("where pairs share a number, the PIN says which talk it is", async () => {
  const number = await at(0);
  await service.owner.query("update session set shared = true where patient_id = $1", [await personOf(service, lou)]);
  const call = await openCall(service, lou, { to: number });
  expect(call.twiml).not.toContain("<Conference");
  expect(call.said).toMatch(/tapez votre code à six chiffres/);
  await call.press(`${(await sessionRow()).patient_pin}#`);
  expect(call.twiml).toContain("/twilio/session/enter");
  await pass(service, 90);
});

test("what is written to the number in its window reaches the other, without what would tell who wrote it; danger comes first, STOP ends it and asks", async () => {
  const number = await at(0);
  const text = (from: string, body: string) => service.text(from, body, { To: number });
  expect(await text(lou, `je suis en retard, mon numéro: ${lou.replace("+33", "0")}`)).toEqual([
    expect.stringMatching(/Transmis, sans ce qui/),
  ]);
  await service.drain();
  expect(service.provider.sentTo(claire).at(-1)).toBe("Lou: je suis en retard, mon numéro: [...]");
  expect(service.provider.messages.at(-1)?.from).toBe(number);
  expect(await text(claire, "pas de souci, j'arrive")).toEqual([]);
  await service.drain();
  expect(service.provider.sentTo(lou).at(-1)).toBe("Claire: pas de souci, j'arrive");
  expect((await text(lou, "je veux mourir")).join(" ")).toMatch(/3114/);
  await service.drain();
  expect(service.provider.sentTo(claire).at(-1)).not.toMatch(/mourir/);
  expect((await text(lou, "STOP")).join(" ")).toMatch(/C'est arr[êe]té.*1 rien d'autre 2 tous les messages/);
  await service.drain();
  expect(service.provider.sentTo(claire).at(-1)).toMatch(/mis fin à la conversation/);
  expect((await sessionRow()).state).toBe("released");
  expect((await openCall(service, lou, { to: number })).twiml).not.toContain("<Conference");
  expect((await text(lou, "1")).join(" ")).toMatch(/Les autres messages continuent/);
  // the person goes on being answered from the programme's own number
  await pass(service, 90);
  expect(service.provider.messages.filter(({ to, direction }) => to === lou && direction !== "inbound").at(-1)?.from).not.toBe(number);
});

test("a number that was added to the pool is no number to write to people from", async () => {
  await inDemo(service, (db) => addSender(db, "+33199001109", { smsOut: true, smsIn: true, voice: true, callerId: true, pool: true }));
  await service.text(lou, "bonjour je cherche quelqu'un pour mon endométriose");
  expect(
    await oneValue(service, "select address from channel_address join sender using (sender_id) where person_id = $1", [
      await personOf(service, lou),
    ]),
  ).toBe("+33937990001");
});
