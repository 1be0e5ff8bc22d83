import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { correctAttendance } from "../../domain/sessions/correct-attendance.ts";
import { appointmentsOf } from "../support/asked.ts";
import { bookTalk } from "../support/patient.ts";
import { inDemo, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { callTo, conferenceOf, endCall, pass, pickUp, talkByPhone } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";

const claire = peerPhone("Claire");
let service: TestService;
let lou: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
beforeEach(() => {
  lou = `+3363998${String(2000 + ++count)}`;
});

const made = (phone: string) => service.provider.calls.filter(({ to, url }) => to === phone && url);
const sessionState = async () => {
  const [row] = await rowsOf<{ state: string; reason: string | null }>(service, "select state, reason from session where patient_id = $1", [
    await personOf(service, lou),
  ]);
  return row;
};
const talk = async () => {
  const [{ status, reason_code: reason } = { status: "", reason_code: null }] = await appointmentsOf(service, lou);
  return { status, reason };
};
const conferenceIn = (twiml: string) => />([0-9a-f-]{36})<\/Conference>/.exec(twiml)?.[1];

/** Booked with Claire at the first free time, and the clock at its start, or so many minutes from it. */
async function atTheTime(minutes = 0): Promise<void> {
  await bookTalk(service, lou, { slot: "1" });
  const startsAt = await oneValue<Date>(service, "select lower(a.during) from appointment a where patient_id = $1 and status = 'booked'", [
    await personOf(service, lou),
  ]);
  await service.moveClock(new Date(startsAt.getTime() + minutes * 60_000).toISOString());
}

/** Claire has asked for the call and is in the conference, alone. */
async function claireWaits() {
  const before = made(lou).length;
  const own = made(claire).length;
  await service.text(claire, "APPELER");
  const first = await callTo(service, claire, own);
  const twiml = await pickUp(service, first);
  const conference = conferenceOf(service, twiml);
  await conference.tell("participant-join", first.sid);
  return { first, twiml, conference, toLou: () => callTo(service, lou, before) };
}

test("rings the peer, then the patient, each by a key, into one conference; neither number is in what the other gets", async () => {
  await atTheTime();
  const { first, twiml, conference, toLou } = await claireWaits();
  expect(first.from).toMatch(/^\+3319900110\d$/);
  const second = await toLou();
  expect(second.from).toBe(first.from);
  const answered = await pickUp(service, second);
  expect(conferenceIn(answered)).toBe(conferenceIn(twiml));
  expect(conferenceIn(answered)).toBeTruthy();
  expect(answered).toMatch(/<Dial answerOnBridge="true" hangupOnStar="true" timeLimit="\d+"/);
  expect(answered + twiml).not.toMatch(/[Rr]ecord|<Stream|<Start|transcri/);
  await conference.tell("participant-join", second.sid);
  expect(await sessionState()).toMatchObject({ state: "live" });
  for (const given of [answered, service.provider.sentTo(lou).join()]) expect(given).not.toContain(claire.slice(4));
  for (const given of [twiml, service.provider.sentTo(claire).join()]) expect(given).not.toContain(lou.slice(4));
  await pass(service, 30);
  for (const { sid } of [first, second]) await conference.tell("participant-leave", sid);
  await pass(service, 31);
  expect(await talk()).toEqual({ status: "fulfilled", reason: null });
  expect(await sessionState()).toMatchObject({ state: "cooling" });
});

test("a voicemail presses no key: rung once more after 3 minutes, then both are told, with nothing said to the machine but that a call waits", async () => {
  await atTheTime();
  const { toLou } = await claireWaits();
  const second = await toLou();
  await endCall(service, second, "completed");
  await service.drain();
  expect(made(lou).filter(({ from }) => from === second.from)).toHaveLength(1);
  await pass(service, 3);
  const third = await callTo(service, lou, 1);
  expect(third.sid).not.toBe(second.sid);
  await endCall(service, third, "no-answer");
  await service.drain();
  expect(service.provider.sentTo(lou).at(-1)).toMatch(/Je n'ai pas réussi à vous joindre.*répondez APPELER.*DEPLACER/);
  expect(service.provider.sentTo(claire).at(-1)).toMatch(/Lou n'a pas pu prendre l'appel/);
  await pass(service, 4);
  expect(made(lou)).toHaveLength(2);
  await pass(service, 60);
  expect(await talk()).toEqual({ status: "noshow", reason: "patient-absent" });
});

test("whatever the provider takes the answering for, the key alone counts", async () => {
  await atTheTime();
  const { toLou } = await claireWaits();
  const second = await toLou();
  const path = (second.url ?? "").slice(service.config.publicUrl.length);
  const whisper = await service.post(path, { AccountSid: service.provider.accountSid, CallSid: second.sid, AnsweredBy: "machine_start" });
  expect(whisper.body).toMatch(/Un appel prévu vous attend\. Pour le prendre, tapez 1/);
  expect(whisper.body).not.toMatch(/Claire|Lou/);
  expect(await pickUp(service, second)).toContain("</Conference>");
  await pass(service, 70);
});

test("who asked and does not pick up is told, and the other is never rung", async () => {
  await atTheTime();
  const own = made(claire).length;
  expect((await service.text(claire, "APPELER"))[0]).toMatch(/Votre téléphone va sonner\. Tapez 1, et je vous mets en relation avec Lou/);
  await endCall(service, await callTo(service, claire, own), "busy");
  await service.drain();
  expect(service.provider.sentTo(claire).at(-1)).toMatch(/Je n'ai pas réussi à vous joindre pour votre rendez-vous avec Lou/);
  expect(made(lou)).toHaveLength(0);
  await pass(service, 70);
  expect(await talk()).toEqual({ status: "noshow", reason: "nobody-came" });
});

test("asking twice rings once, and a patient may ask as well", async () => {
  await atTheTime();
  const own = made(claire).length;
  await service.text(lou, "APPELER");
  expect((await service.text(lou, "appeler"))[0]).toMatch(/L'appel avec Claire est en cours/);
  const first = await callTo(service, lou);
  await pickUp(service, first);
  await callTo(service, claire, own);
  await service.drain();
  expect(made(lou)).toHaveLength(1);
  expect(made(claire)).toHaveLength(own + 1);
  // who hangs up takes the call to the other with them
  await endCall(service, first, "completed");
  await pass(service, 70);
});

test("before its window nothing rings: the time is said; without an appointment, that there is none", async () => {
  expect((await service.text(lou, "APPELER"))[0]).toMatch(/Aucun appel n'est prévu/);
  await bookTalk(service, lou, { slot: "1" });
  await pass(service, 2);
  expect((await service.text(lou, "APPELER"))[0]).toMatch(
    /Votre rendez-vous avec Claire: .*Vous pourrez appeler à partir de \d\d:50, au 01 99 00 11/,
  );
  expect(made(lou)).toHaveLength(0);
  for (const said of ["ANNULER", "1", "oui"]) await service.text(lou, said);
  expect(await sessionState()).toEqual({ state: "released", reason: "cancelled" });
});

test("who drops out comes back by the keyword, into the same conference, and the other is not rung again", async () => {
  await atTheTime();
  const { first, twiml, conference, toLou } = await claireWaits();
  const second = await toLou();
  await pickUp(service, second);
  await conference.tell("participant-join", second.sid);
  await pass(service, 10);
  await conference.tell("participant-leave", second.sid);
  await endCall(service, second, "completed");
  expect(await sessionState()).toMatchObject({ state: "grace" });
  await service.text(lou, "APPELER");
  const again = await callTo(service, lou, 1);
  expect(conferenceIn(await pickUp(service, again))).toBe(conferenceIn(twiml));
  await conference.tell("participant-join", again.sid);
  expect(await sessionState()).toMatchObject({ state: "live" });
  await service.drain();
  expect(
    made(claire)
      .filter(({ from }) => from === first.from)
      .at(-1)?.sid,
  ).toBe(first.sid);
  await pass(service, 70);
  expect(await talk()).toEqual({ status: "fulfilled", reason: null });
});

test("*9 by a peer pages the team, and they go back in", async () => {
  await atTheTime();
  const { first, twiml } = await claireWaits();
  const [, after = ""] = /<Dial [^>]*action="([^"]+)"/.exec(twiml) ?? [];
  const post = (url: string, digits?: string) =>
    service.post(url.replaceAll("&amp;", "&").slice(service.config.publicUrl.length), {
      AccountSid: service.provider.accountSid,
      CallSid: first.sid,
      ...(digits && { Digits: digits }),
    });
  const { body: second } = await post(after);
  const [, star = ""] = /<Gather [^>]*action="([^"]+)"/.exec(second) ?? [];
  expect((await post(star, "9")).body).toContain("</Conference>");
  expect((await post(star, "9")).body).toContain("</Conference>");
  await service.drain();
  expect(await rowsOf(service, "select kind from work_item where kind = 'peer-alert' and closed_at is null")).toHaveLength(1);
  expect(service.provider.sentTo(claire).at(-1)).toMatch(/prévenu|équipe/);
  await pass(service, 70);
});

test("callbacks in any order, late and twice come to the same end", async () => {
  const ends = [];
  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1, 1, 0],
  ]) {
    lou = `+3363998${String(2000 + ++count)}`;
    await atTheTime();
    const before = made(lou).length;
    const own = made(claire).length;
    await service.text(claire, "APPELER");
    const first = await callTo(service, claire, own);
    const twiml = await pickUp(service, first);
    const second = await callTo(service, lou, before);
    await pickUp(service, second);
    const { tell } = conferenceOf(service, twiml);
    const startsAt = (await oneValue<Date>(service, "select service_now()")).getTime();
    const told: [string, string, number][] = [
      ["participant-join", first.sid, 0],
      ["participant-join", second.sid, 1],
      ["participant-leave", second.sid, 31],
      ["participant-leave", first.sid, 32],
    ];
    await pass(service, 35);
    for (const index of order) {
      const [event, sid, minutes] = told[index] ?? ["", "", 0];
      await tell(event, sid, {
        SequenceNumber: String(index + 1),
        Timestamp: new Date(startsAt + minutes * 60_000).toUTCString().replace("GMT", "+0000"),
      });
    }
    const during = (await sessionState())?.state;
    await pass(service, 40);
    ends.push({ during, after: (await sessionState())?.state, ...(await talk()) });
  }
  expect(ends).toEqual(Array.from({ length: 3 }, () => ({ during: "grace", after: "cooling", status: "fulfilled", reason: null })));
});

test("what is told after the end still counts, and what a coordinator corrected stays", async () => {
  await atTheTime();
  const { first, conference, toLou } = await claireWaits();
  const second = await toLou();
  await pickUp(service, second);
  const startsAt = (await oneValue<Date>(service, "select service_now()")).getTime();
  await pass(service, 70);
  expect(await talk()).toEqual({ status: "noshow", reason: "patient-absent" });
  const at = (minutes: number) => ({ Timestamp: new Date(startsAt + minutes * 60_000).toUTCString().replace("GMT", "+0000") });
  await conference.tell("participant-join", second.sid, at(0));
  await conference.tell("participant-leave", second.sid, at(20));
  await conference.tell("participant-leave", first.sid, at(21));
  expect(await talk()).toEqual({ status: "fulfilled", reason: null });
  const [{ id } = { id: "" }] = await appointmentsOf(service, lou);
  await inDemo(service, (db) => correctAttendance(db, id, "patient-absent", null));
  await conference.tell("participant-join", first.sid, at(0));
  expect(await talk()).toEqual({ status: "noshow", reason: "patient-absent" });
});

test("a patient who is alone after ten minutes is told kindly, offered another time, and the team sees it; so is a peer, without a question", async () => {
  await atTheTime();
  await service.text(lou, "APPELER");
  const mine = await callTo(service, lou);
  const conference = conferenceOf(service, await pickUp(service, mine));
  await conference.tell("participant-join", mine.sid);
  await pass(service, 11);
  expect(service.provider.sentTo(lou).at(-1)).toMatch(
    /Claire n'est pas là, et nous en sommes désolés.*1 un autre moment 2 une autre personne/,
  );
  expect(
    await rowsOf(service, "select from work_item where kind = 'peer-absent' and person_id = $1", [await personOf(service, lou)]),
  ).toHaveLength(1);
  await pass(service, 60);
  expect(await talk()).toEqual({ status: "noshow", reason: "peer-absent" });

  lou = `+3363998${String(2000 + ++count)}`;
  await atTheTime();
  await claireWaits();
  await pass(service, 11);
  expect(service.provider.sentTo(claire).at(-1)).toMatch(/Lou n'est pas là pour l'instant, cela arrive/);
  await pass(service, 60);
});

test("a whole talk as the support has it ends well", async () => {
  await bookTalk(service, lou, { slot: "1" });
  await talkByPhone(service, lou);
  expect(await talk()).toEqual({ status: "fulfilled", reason: null });
  expect(service.provider.sentTo(lou).at(-1)).toMatch(/Reparler avec Claire/);
});
