import { afterAll, expect, test } from "vitest";
import { leadPatient } from "../../support/patient.ts";
import { peerPhone, personOf, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

const services: TestService[] = [];
afterAll(async () => {
  for (const service of services) await service.stop();
});

async function begin(): Promise<TestService> {
  const service = await startService();
  services.push(service);
  return service;
}

const LOU = "+33639980001";

async function items(service: TestService, kind: string): Promise<{ open: boolean; appointment: boolean; request: boolean }[]> {
  return rowsOf(
    service,
    "select closed_at is null as open, appointment_id is not null as appointment, request_id is not null as request from work_item where kind = $1 and person_id = $2 order by opened_at",
    [kind, await personOf(service, LOU)],
  );
}

async function request(service: TestService) {
  const [row] = await rowsOf<{ state: string; matched: boolean; minutes: number }>(
    service,
    "select state, matched_at is not null as matched, extract(epoch from matched_at - created_at)::integer / 60 as minutes from request where patient_id = $1 order by created_at desc limit 1",
    [await personOf(service, LOU)],
  );
  return row;
}

test("a request that nobody took is in the queue after 24 h, and the coordinator's after 48 h; the patient is told once", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "offers");
  await service.moveClock("2026-11-24T09:59:59+01:00");
  expect(await items(service, "unmatched")).toEqual([]);
  await service.moveClock("2026-11-24T10:00:01+01:00");
  expect(await items(service, "unmatched")).toEqual([{ open: true, appointment: false, request: true }]);
  expect(await request(service)).toMatchObject({ state: "open" });
  expect(service.provider.sentTo(LOU)).toEqual([]);
  await service.moveClock("2026-11-25T10:00:01+01:00");
  expect(await request(service)).toMatchObject({ state: "with-coordinator" });
  expect(service.provider.sentTo(LOU)).toHaveLength(1);
  expect(service.provider.sentTo(LOU)[0]).toMatch(/transmise à l'équipe/);
  expect(await items(service, "unmatched")).toHaveLength(1);
  await service.moveClock("2026-11-27T10:00:01+01:00");
  expect(service.provider.sentTo(LOU)).toHaveLength(1);
});

test("a request whose peer is asked at 48 h waits for the answer: a yes keeps it", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "offers");
  await service.moveClock("2026-11-25T08:30:00+01:00");
  // Wednesday: a time with Claire on Thursday
  for (const said of ["MENU", "1", "mon endométriose", "1", "1", "1", "Lou"]) await service.text(LOU, said);
  await service.moveClock("2026-11-25T10:15:00+01:00");
  expect(await request(service)).toMatchObject({ state: "open" });
  expect((await service.text(peerPhone("Claire"), "1"))[0]).toMatch(/confirmé/);
  await service.drain();
  expect(await request(service)).toMatchObject({ state: "matched", matched: true, minutes: 48 * 60 + 15 });
  // what waited for a human waits no more
  expect(await items(service, "unmatched")).toEqual([{ open: false, appointment: false, request: true }]);
});

test("a first refusal after 48 h goes to the coordinator, not to the next peer", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "offers");
  await service.moveClock("2026-11-25T08:30:00+01:00");
  for (const said of ["MENU", "1", "mon endométriose", "1", "1", "1", "Lou"]) await service.text(LOU, said);
  await service.moveClock("2026-11-25T10:15:00+01:00");
  await service.text(peerPhone("Claire"), "2");
  await service.drain();
  expect(await request(service)).toMatchObject({ state: "with-coordinator" });
  expect(service.provider.sentTo(LOU).at(-1)).toMatch(/transmise à l'équipe/);
});

test("another wish begins its own 24 h", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "offers");
  await service.moveClock("2026-11-24T08:00:00+01:00");
  for (const said of ["MENU", "1", "ma dépression"]) await service.text(LOU, said);
  await service.moveClock("2026-11-25T07:59:00+01:00");
  expect(await items(service, "unmatched")).toEqual([]);
  await service.moveClock("2026-11-25T08:01:00+01:00");
  expect(await items(service, "unmatched")).toHaveLength(1);
});

test("a peer who has not answered for 12 h is in the queue, until they do or it ends", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "slot");
  // Thursday: the answer is due Tuesday 10:00
  await service.text(LOU, "3");
  await service.text(LOU, "Lou");
  await service.moveClock("2026-11-23T21:59:00+01:00");
  expect(await items(service, "unconfirmed")).toEqual([]);
  await service.moveClock("2026-11-23T22:01:00+01:00");
  expect(await items(service, "unconfirmed")).toEqual([{ open: true, appointment: true, request: true }]);
  // the question lives as long as an answer counts: after 12 h too, one word is enough
  expect((await service.text(peerPhone("Claire"), "1"))[0]).toMatch(/^Merci! C'est confirmé: jeu\. 26 nov\. 10:00/);
  await service.drain();
  expect(await items(service, "unconfirmed")).toEqual([{ open: false, appointment: true, request: true }]);
});

test("silence closes it too, and an answer within 12 h never opens it", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "slot");
  await service.text(LOU, "3");
  await service.text(LOU, "Lou");
  await service.moveClock("2026-11-24T10:00:01+01:00");
  expect(await items(service, "unconfirmed")).toEqual([{ open: false, appointment: true, request: true }]);

  const quick = await begin();
  await leadPatient(quick, LOU, "slot");
  await quick.text(LOU, "3");
  await quick.text(LOU, "Lou");
  await quick.drain();
  await quick.text(peerPhone("Claire"), "1");
  await quick.moveClock("2026-11-24T12:00:00+01:00");
  expect(await items(quick, "unconfirmed")).toEqual([]);
});

test("a request that left the waitlist for a peer who stays silent is looked after again", async () => {
  const service = await begin();
  await leadPatient(service, LOU, "slot");
  await service.owner.query("update request set state = 'waitlist'");
  // nothing else looks after it
  await service.owner.query("select graphile_worker.remove_job('promise ' || request_id) from request");
  await service.text(LOU, "3");
  await service.text(LOU, "Lou");
  expect(await request(service)).toMatchObject({ state: "open" });
  await service.moveClock("2026-11-24T10:02:00+01:00");
  expect(await items(service, "unmatched")).toMatchObject([{ open: true }]);
  await service.moveClock("2026-11-25T12:05:00+01:00");
  expect(await request(service)).toMatchObject({ state: "with-coordinator" });
});
