import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { pass } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";

const CLAIRE = peerPhone("Claire");
let service: TestService;
let lou: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  // whoever is offered, writing is one of their ways
  await service.owner.query("update peer set modalities = '{messages}'");
});
afterAll(() => service.stop());
beforeEach(() => {
  lou = `+3363998${String(5000 + ++count)}`;
});

interface Row {
  number: string;
  state: string;
  status: string;
  reason: string | null;
}
async function talk(): Promise<Row> {
  const [row] = await rowsOf<Row & Record<string, unknown>>(
    service,
    `select sender.address as number, s.state, a.status, a.reason_code as reason from session s join sender using (sender_id)
     join appointment a on a.appointment_id = s.appointment_id where s.patient_id = $1 order by s.during desc limit 1`,
    [await personOf(service, lou)],
  );
  if (!row) throw new Error("There is no talk.");
  return row;
}

/** Lou and Claire have agreed to write to each other, and their time has come; gives their number. */
async function writing(accept: () => Promise<unknown> = () => service.text(CLAIRE, "1")): Promise<string> {
  for (const said of ["bonjour je cherche quelqu'un pour parler de mon endométriose", "oui", "1", "Claire"]) await service.text(lou, said);
  // with one way there is no question which
  await service.text(lou, "1");
  await service.text(lou, "Lou");
  await service.drain();
  await accept();
  await service.drain();
  const opensAt = await oneValue<Date>(service, "select lower(during) from session where patient_id = $1", [await personOf(service, lou)]);
  await service.moveClock(new Date(opensAt.getTime() + 11 * 60_000).toISOString());
  return (await talk()).number;
}

test("both are told when it opens, from the number they write to; what they write is passed on, and it counts as held", async () => {
  const number = await writing();
  for (const [phone, other] of [
    [lou, "Claire"],
    [CLAIRE, "Lou"],
  ] as const) {
    const told = service.provider.messages.filter(({ to }) => to === phone).findLast(({ body }) => /pouvez vous écrire ici/.test(body));
    expect(told?.from).toBe(number);
    expect(told?.body).toMatch(new RegExp(`^${other} et vous pouvez vous écrire ici jusqu'à \\d\\d:\\d\\d`));
  }
  const say = (from: string, body: string) => service.text(from, body, { To: number });
  expect(await say(lou, "bonjour Claire")).toEqual([]);
  await service.drain();
  expect(service.provider.sentTo(CLAIRE).at(-1)).toBe("Lou: bonjour Claire");
  expect((await talk()).state).toBe("open");
  await say(CLAIRE, "bonjour Lou, écris-moi à claire@exemple.fr");
  await service.drain();
  expect(service.provider.sentTo(lou).at(-1)).toBe("Claire: bonjour Lou, écris-moi à [...]");
  expect((await talk()).state).toBe("live");
  await pass(service, 60);
  expect(await talk()).toMatchObject({ state: "cooling", status: "fulfilled", reason: null });
  expect(service.provider.sentTo(lou).at(-1)).toMatch(/Reparler avec Claire/);
});

test("a talk by messages in which one was alone is missed, with who was not there", async () => {
  const number = await writing();
  await service.text(lou, "il y a quelqu'un?", { To: number });
  await pass(service, 10);
  expect(service.provider.sentTo(lou).at(-1)).toMatch(/Claire n'est pas là, et nous en sommes désolés/);
  await pass(service, 60);
  expect(await talk()).toMatchObject({ state: "failed", status: "noshow", reason: "peer-absent" });
});

test("after its window nothing is passed on: who writes to the number is answered by the programme", async () => {
  const number = await writing();
  await pass(service, 70);
  const before = service.provider.sentTo(CLAIRE).length;
  expect((await service.text(lou, "encore merci", { To: number })).join(" ")).not.toBe("");
  await service.drain();
  expect(service.provider.sentTo(CLAIRE)).toHaveLength(before);
});

test("to a phone that others may read no message is passed on, and who writes is told why", async () => {
  const number = await writing();
  await service.owner.query("update patient set shared_phone = true where person_id = $1", [await personOf(service, lou)]);
  await service.text(CLAIRE, "bonjour", { To: number });
  await service.drain();
  expect(service.provider.sentTo(lou).filter((body) => body.includes("bonjour"))).toEqual([]);
  expect((await service.text(CLAIRE, "tu es là?", { To: number })).join(" ")).toMatch(/peut [eê]tre lu par d'autres/);
});

test("a peer in Teams writes there, and words for the bot stay with it", async () => {
  const chat: PeerInTeams = await openPeerChat(service, DEMO_PEER_CODE);
  const number = await writing(async () => {
    const appointmentId = await oneValue<string>(service, "select appointment_id from appointment where status = 'pending' limit 1");
    const programmeId = await oneValue<string>(service, "select programme_id from programme");
    await chat.click("accept-request", { appointmentId, programmeId });
  });
  await service.text(lou, "vous êtes là?", { To: number });
  await service.teams.waitForActivity(({ activity }) => activity.text === "Lou: vous êtes là?");
  await chat.say("oui, je vous lis");
  await service.provider.waitForMessage(lou, /^Claire: oui, je vous lis$/);
  await chat.say("MA SEMAINE");
  await service.drain();
  expect(service.provider.sentTo(lou).at(-1)).toBe("Claire: oui, je vous lis");
  await pass(service, 70);
  expect(await talk()).toMatchObject({ status: "fulfilled" });
});
