import { DateTime } from "luxon";
import type pg from "pg";
import { expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { deliveryOf, openAppPool, personOf, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const PHONE = "+33639980001";

async function at<Result>(instant: string, zone: string, work: (service: TestService, pool: pg.Pool) => Promise<Result>): Promise<Result> {
  const service = await startService({ at: instant });
  const pool = openAppPool(service, 3);
  try {
    await leadPatient(service, PHONE, "age");
    await service.owner.query("update person set zone = $2 where person_id = $1", [await personOf(service, PHONE), zone]);
    return await work(service, pool);
  } finally {
    await pool.end();
    await service.stop();
  }
}

/** When a notice that is due at an instant leaves, in UTC. */
function leaves(due: string, zone = "Europe/Paris"): Promise<string> {
  return at(due, zone, async (service, pool) => {
    const id = await writeTo(service, pool, PHONE, { class: "notice", body: "un mot" });
    await service.drain();
    const first = await deliveryOf(service, id);
    if (first.state === "sent") return "at once";
    expect(first).toMatchObject({ state: "queued", attempt: 0 });
    expect(service.provider.sentTo(PHONE)).toEqual([]);
    const until = DateTime.fromJSDate(first.send_after);
    // a second before nothing has left, at that time it has
    await service.moveClock(until.minus({ seconds: 1 }).toISO() ?? "");
    expect(service.provider.sentTo(PHONE)).toEqual([]);
    await service.moveClock(until.toISO() ?? "");
    expect(service.provider.sentTo(PHONE)).toEqual(["un mot"]);
    expect((await deliveryOf(service, id)).attempted_at).toEqual(first.send_after);
    return until.toUTC().toISO({ suppressMilliseconds: true }) ?? "";
  });
}

test("a notice due at 21:00 leaves at 8:00 the next morning, at noon it leaves at once", async () => {
  expect(await leaves("2026-11-23T21:00:00+01:00")).toBe("2026-11-24T07:00:00Z");
  expect(await leaves("2026-11-24T07:59:59+01:00")).toBe("2026-11-24T07:00:00Z");
  expect(await leaves("2026-11-23T12:00:00+01:00")).toBe("at once");
});

test("a notice on a Sunday leaves on Monday, one on a public holiday on the next day that is none", async () => {
  expect(await leaves("2026-11-29T11:00:00+01:00")).toBe("2026-11-30T07:00:00Z");
  // Christmas 2026 is a Friday
  expect(await leaves("2026-12-24T20:00:00+01:00")).toBe("2026-12-26T07:00:00Z");
  expect(await leaves("2026-12-25T11:00:00+01:00")).toBe("2026-12-26T07:00:00Z");
});

test("8:00 is 8:00 on the person's wall, on the days of both clock changes", async () => {
  // Saturday night to Sunday, then Easter Monday 2027: Tuesday, in summer time
  expect(await leaves("2027-03-27T21:00:00+01:00")).toBe("2027-03-30T06:00:00Z");
  // Saturday night to Sunday, then All Saints' Monday: Tuesday, in winter time
  expect(await leaves("2027-10-30T21:00:00+02:00")).toBe("2027-11-02T07:00:00Z");
});

test("what counts is the recipient's own zone, overseas too", async () => {
  // La Réunion, UTC+4: 17:30 in Paris is 20:30 there
  expect(await leaves("2026-11-23T17:30:00+01:00", "Indian/Reunion")).toBe("2026-11-24T04:00:00Z");
  // Martinique, UTC-4: 21:00 in Paris is 16:00 there, 9:00 is 4:00
  expect(await leaves("2026-11-23T21:00:00+01:00", "America/Martinique")).toBe("at once");
  expect(await leaves("2026-11-24T09:00:00+01:00", "America/Martinique")).toBe("2026-11-24T12:00:00Z");
});

test("a confirmed appointment's message, an urgent change, a reply and safety pass at night; requests and notices wait", async () => {
  await at("2026-11-23T23:30:00+01:00", "Europe/Paris", async (service, pool) => {
    for (const kind of ["appointment", "urgent", "reply", "safety", "stop-confirmation"] as const)
      await writeTo(service, pool, PHONE, { class: kind, body: kind });
    for (const kind of ["request", "notice"] as const) await writeTo(service, pool, PHONE, { class: kind, body: kind });
    await service.drain();
    expect(service.provider.sentTo(PHONE)).toEqual(["appointment", "urgent", "reply", "safety", "stop-confirmation"]);
    await service.moveClock("2026-11-24T08:00:00+01:00");
    expect(service.provider.sentTo(PHONE).slice(5).sort()).toEqual(["notice", "request"]);
  });
});

test("a notice that the provider puts off into the night waits for the morning", async () => {
  await at("2026-11-23T19:59:00+01:00", "Europe/Paris", async (service, pool) => {
    service.provider.answerNext({ status: 429 });
    const id = await writeTo(service, pool, PHONE, { class: "notice", body: "presque" });
    await service.drain();
    expect(await deliveryOf(service, id)).toMatchObject({ attempt: 1 });
    await service.moveClock("2026-11-24T07:59:00+01:00");
    expect(service.provider.sentTo(PHONE)).toEqual([]);
    await service.moveClock("2026-11-24T08:00:00+01:00");
    expect(service.provider.sentTo(PHONE)).toEqual(["presque"]);
  });
});
