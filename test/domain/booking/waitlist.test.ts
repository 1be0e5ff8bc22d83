import { DateTime } from "luxon";
import { afterAll, describe, expect, test } from "vitest";
import { nextLook } from "../../../domain/booking/waitlist.ts";
import { leadPatient } from "../../support/patient.ts";
import { oneValue, personOf, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

describe("the next look", () => {
  test.each([
    ["before ten: the same day", "2026-11-23T09:59", "Europe/Paris", "2026-11-23T10:00"],
    ["at ten: the next day", "2026-11-23T10:00", "Europe/Paris", "2026-11-24T10:00"],
    ["not on a Sunday", "2026-11-28T11:00", "Europe/Paris", "2026-11-30T10:00"],
    ["not on a public holiday", "2026-12-24T12:00", "Europe/Paris", "2026-12-26T10:00"],
    ["where the patient is", "2026-11-23T10:00", "Indian/Reunion", "2026-11-24T10:00"],
    ["on the day that the clocks change, after it", "2027-03-27T12:00", "Europe/Paris", "2027-03-30T10:00"],
  ])("%s", (_, now, zone, expected) => {
    const at = nextLook(DateTime.fromISO(now, { zone }), zone, "FR");
    expect(at.toFormat("yyyy-MM-dd'T'HH:mm")).toBe(expected);
    expect(at.zoneName).toBe(zone);
  });
});

const services: TestService[] = [];
afterAll(async () => {
  for (const service of services) await service.stop();
});

/** A service in which nobody can be offered, until `open` is called. */
async function beginWithNobody() {
  const service = await startService();
  services.push(service);
  await service.owner.query("update peer set paused_at = service_now()");
  const open = () => service.owner.query("update peer set paused_at = null");
  const request = async (phone: string) =>
    (
      await rowsOf<{ state: string; notices: number; refused: number }>(
        service,
        "select state, notices, cardinality(refused_by) as refused from request where patient_id = $1 order by created_at desc limit 1",
        [await personOf(service, phone)],
      )
    )[0];
  return { service, open, request };
}

const LOU = "+33639980001";

test("tells who waits as soon as somebody is there, at ten, and their choice leads to a talk", async () => {
  const { service, open, request } = await beginWithNobody();
  expect((await leadPatient(service, LOU, "offers"))[0]).toMatch(/personne à vous proposer pour le moment/);
  expect((await service.text(LOU, "1"))[0]).toMatch(/je vous écris dès que/);
  expect(await request(LOU)).toMatchObject({ state: "waitlist", notices: 0 });

  await service.moveClock("2026-11-24T10:01:00+01:00");
  expect(service.provider.sentTo(LOU)).toEqual([]);
  await open();
  await service.moveClock("2026-11-25T09:59:00+01:00");
  expect(service.provider.sentTo(LOU)).toEqual([]);
  await service.moveClock("2026-11-25T10:01:00+01:00");
  const [notice = ""] = service.provider.sentTo(LOU);
  expect(notice).toMatch(/^Bonne nouvelle: 3 personnes peuvent vous parler maintenant:.*1 Claire.*2 In.s.*3 Sonia/s);
  // nobody asked for this message just now
  expect(notice).not.toMatch(/endom|opérée/);
  expect(await request(LOU)).toMatchObject({ state: "waitlist", notices: 1 });

  await service.text(LOU, "1");
  await service.text(LOU, "1");
  await service.text(LOU, "1");
  expect((await service.text(LOU, "Lou"))[0]).toMatch(/^C'est noté/);
  expect(await request(LOU)).toMatchObject({ state: "open" });
  await service.moveClock("2026-11-25T12:00:00+01:00");
  expect(service.provider.sentTo(LOU)).toHaveLength(1);
});

test("tells three times at most, once a day and never on a Sunday, then the team takes over", async () => {
  const { service, open, request } = await beginWithNobody();
  await leadPatient(service, LOU, "offers");
  await service.text(LOU, "1");
  await open();
  // Tuesday, Wednesday, Thursday
  for (const [day, count] of [
    ["24", 1],
    ["25", 2],
    ["26", 3],
  ] as const) {
    await service.moveClock(`2026-11-${day}T19:00:00+01:00`);
    expect(service.provider.sentTo(LOU)).toHaveLength(count);
  }
  expect(await request(LOU)).toMatchObject({ state: "waitlist", notices: 3 });
  await service.moveClock("2026-11-27T19:00:00+01:00");
  expect(service.provider.sentTo(LOU).at(-1)).toMatch(/L'équipe prend le relais/);
  expect(await request(LOU)).toMatchObject({ state: "with-coordinator", notices: 3 });
  expect(await oneValue(service, "select count(*)::integer from work_item where kind = 'unmatched' and closed_at is null")).toBe(1);
  await service.moveClock("2026-12-02T19:00:00+01:00");
  expect(service.provider.sentTo(LOU)).toHaveLength(4);
});

test("stands aside when another question is open, and is answered with its letter", async () => {
  const { service, open, request } = await beginWithNobody();
  await leadPatient(service, LOU, "offers");
  await service.text(LOU, "1");
  await open();
  await service.moveClock("2026-11-24T09:30:00+01:00");
  await service.text(LOU, "MENU");
  await service.moveClock("2026-11-24T10:01:00+01:00");
  const [notice = ""] = service.provider.sentTo(LOU);
  const letter = /([A-H])1 Claire/.exec(notice)?.[1];
  expect(letter).toBeDefined();
  expect((await service.text(LOU, `${letter}1`))[0]).toMatch(/Comment parler avec Claire/);
  expect(await request(LOU)).toMatchObject({ notices: 1 });
});

test("is left by MENU and by RDV, and then nothing comes", async () => {
  const { service, open, request } = await beginWithNobody();
  await leadPatient(service, LOU, "offers");
  await service.text(LOU, "1");
  expect((await service.text(LOU, "MENU"))[0]).toMatch(/3 ma demande en attente/);
  expect((await service.text(LOU, "RDV"))[0]).toMatch(/Je cherche toujours quelqu'un pour vous/);
  expect((await service.text(LOU, "2"))[0]).toMatch(/je ne cherche plus/);
  expect(await request(LOU)).toMatchObject({ state: "closed" });
  await open();
  await service.moveClock("2026-11-25T19:00:00+01:00");
  expect(service.provider.sentTo(LOU)).toEqual([]);
});
