import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runTurn } from "../../bot/turn.ts";
import { holdSlot } from "../../domain/booking/hold-slot.ts";
import { openRequest } from "../../domain/booking/request.ts";
import { inProgramme } from "../../domain/db.ts";
import { becomePatient } from "../../domain/people/person.ts";
import { atOnce, oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const SLOT = DateTime.fromISO("2026-11-26T10:00", { zone: "Europe/Paris" });

let service: TestService;
let pool: pg.Pool;
let programme: string;
let peers: string[];
let patients: { id: string; request: string }[];
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service);
  programme = await oneValue(service, "select programme_id from programme_slug where slug = 'demo'");
  peers = (await rowsOf<{ id: string }>(service, "select person_id as id from peer order by display_name")).map(({ id }) => id);
  patients = await inProgramme(pool, programme, async (db) => {
    const made: { id: string; request: string }[] = [];
    for (let index = 0; index < 20; index++) {
      const { rows } = await db.query<{ id: string }>(
        "insert into person (programme_id, locale, zone) values (current_programme(), 'fr', 'Europe/Paris') returning person_id as id",
      );
      const id = rows[0]?.id ?? "";
      await db.query("insert into conversation (programme_id, person_id) values (current_programme(), $1)", [id]);
      await becomePatient(db, id, false);
      made.push({ id, request: await openRequest(db, id, "endometriose") });
    }
    return made;
  });
});
beforeEach(async () => {
  await service.owner.query("delete from appointment");
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const hold = (patient: { id: string; request: string } | undefined, peerId: string | undefined, startsAt = SLOT) => ({
  requestId: patient?.request ?? "",
  patientId: patient?.id ?? "",
  peerId: peerId ?? "",
  modality: "phone" as const,
  startsAt,
  talkMinutes: 45,
  bufferMinutes: 15,
  expiresAt: DateTime.fromISO("2026-11-23T12:00:00+01:00"),
});

/** Puts an appointment there without the domain's care, as a mistake in our own code would. */
function force(
  patient: { id: string; request: string } | undefined,
  peerId: string | undefined,
  from: DateTime,
  status = "booked",
): Promise<unknown> {
  return inProgramme(pool, programme, (db) =>
    db.query(
      `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, expires_at)
       values (current_programme(), $1, $2, $3, 'phone', tstzrange($4::timestamptz, $4::timestamptz + interval '45 min'), tstzrange($4::timestamptz, $4::timestamptz + interval '60 min'), '2026-11-26 10:00', 'Europe/Paris', $5,
         case when $5 in ('proposed', 'pending') then turn_now() + interval '1 day' end)`,
      [patient?.request, patient?.id, peerId, from.toJSDate(), status],
    ),
  );
}

test("of twenty who want one slot at once exactly one gets it, and the others go on in the same transaction", async () => {
  const outcomes = await atOnce(20, (index) =>
    inProgramme(pool, programme, async (db) => {
      const held = await holdSlot(db, hold(patients[index], peers[0]));
      // not aborted: the dialog offers other times in the same turn
      await db.query("update person set alias = $2 where person_id = $1", [patients[index]?.id, held === "taken" ? "later" : "first"]);
      return held === "taken" ? "taken" : "held";
    }),
  );
  expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(19);
  expect(await oneValue(service, "select count(*)::integer from appointment where status = 'proposed'")).toBe(1);
  expect(await oneValue(service, "select count(*)::integer from person where alias = 'later'")).toBe(19);
});

test("twenty starts that overlap by a part, at once, leave none that overlap", async () => {
  await atOnce(20, (index) =>
    inProgramme(pool, programme, (db) => holdSlot(db, hold(patients[index], peers[0], SLOT.plus({ minutes: (index % 5) * 15 })))),
  );
  expect(
    await oneValue(
      service,
      "select count(*)::integer from appointment a join appointment b on a.peer_id = b.peer_id and a.appointment_id < b.appointment_id and a.blocks && b.blocks where a.status = 'proposed' and b.status = 'proposed'",
    ),
  ).toBe(0);
  expect(await oneValue(service, "select count(*)::integer from appointment where status = 'proposed'")).toBeGreaterThan(0);
});

test("two live appointments of a peer can't overlap, buffer included, but may follow at once", async () => {
  await force(patients[0], peers[0], SLOT);
  for (const minutes of [-59, 0, 45, 59]) {
    await expect(force(patients[1], peers[0], SLOT.plus({ minutes })), `${minutes} min`).rejects.toMatchObject({
      code: "23P01",
      constraint: "appointment_peer_free",
    });
  }
  await force(patients[1], peers[0], SLOT.plus({ minutes: 60 }));
  await force(patients[2], peers[0], SLOT.minus({ minutes: 60 }));
});

test("two live appointments of a patient can't overlap, whoever the peers are", async () => {
  await force(patients[0], peers[0], SLOT);
  await expect(force(patients[0], peers[1], SLOT.plus({ minutes: 30 }))).rejects.toMatchObject({
    code: "23P01",
    constraint: "appointment_patient_free",
  });
  // the peer's buffer is not the patient's
  await force(patients[0], peers[1], SLOT.plus({ minutes: 45 }));
  expect(await inProgramme(pool, programme, (db) => holdSlot(db, hold(patients[0], peers[2])))).toBe("taken");
});

test("a cancelled or missed appointment takes no room, every live one does", async () => {
  for (const [status, free] of [
    ["proposed", false],
    ["pending", false],
    ["booked", false],
    ["arrived", false],
    ["cancelled", true],
    ["noshow", true],
    ["fulfilled", true],
    ["entered-in-error", true],
  ] as const) {
    await service.owner.query("delete from appointment");
    await force(patients[0], peers[0], SLOT, status);
    const held = await inProgramme(pool, programme, (db) => holdSlot(db, hold(patients[1], peers[0])));
    expect(held !== "taken", status).toBe(free);
  }
});

test("a status that FHIR does not know, and a hold without an end, are refused", async () => {
  await expect(force(patients[0], peers[0], SLOT, "tentative")).rejects.toMatchObject({ code: "23514", constraint: "appointment_status" });
  await force(patients[0], peers[0], SLOT);
  const endless = inProgramme(pool, programme, (db) => db.query("update appointment set status = 'pending'"));
  await expect(endless).rejects.toMatchObject({ code: "23514", constraint: "appointment_expires" });
});

test("the table itself refuses a French mobile as sender, whatever called it", async () => {
  for (const prefix of ["6", "7"]) {
    const address = `+33${prefix}39980099`;
    const insert = inProgramme(pool, programme, (db) =>
      db.query("insert into sender (programme_id, address, sms_out, sms_in) values (current_programme(), $1, true, true)", [address]),
    );
    await expect(insert, address).rejects.toMatchObject({ code: "23514", constraint: "sender_not_french_mobile" });
  }
  const oneWay = inProgramme(pool, programme, (db) =>
    db.query("insert into sender (programme_id, address, sms_in) values (current_programme(), '+33199000077', true)"),
  );
  await expect(oneWay).rejects.toMatchObject({ code: "23514", constraint: "sender_two_way" });
});

test("a sixth attempt of a delivery can't be recorded", async () => {
  const write = inProgramme(pool, programme, (db) =>
    db.query(
      "insert into delivery (programme_id, person_id, class, body, state, attempt) values (current_programme(), $1, 'notice', '', 'queued', 6)",
      [peers[0]],
    ),
  );
  await expect(write).rejects.toMatchObject({ code: "23514", constraint: "delivery_attempts" });
});

test("a hold and its job are one transaction: both are there, or neither is", async () => {
  const job = async (id: string) =>
    oneValue<number>(service, "select count(*)::integer from graphile_worker._private_jobs where key = $1", [`expire ${id}`]);
  const patient = patients[0];
  const door = { kind: "job" as const, programmeId: programme, personId: patient?.id ?? "" };
  let lost = "";
  await expect(
    runTurn(pool, "job:lost", door, async (turn) => {
      const held = await holdSlot(turn.db, hold(patient, peers[0]));
      lost = held === "taken" ? "" : held.id;
      throw new Error("the turn failed after the hold");
    }),
  ).rejects.toThrow("after the hold");
  expect(lost).not.toBe("");
  expect(await oneValue(service, "select count(*)::integer from appointment")).toBe(0);
  expect(await job(lost)).toBe(0);
  let kept = "";
  await runTurn(pool, "job:kept", door, async (turn) => {
    const held = await holdSlot(turn.db, hold(patient, peers[0]));
    kept = held === "taken" ? "" : held.id;
    return { say: [], question: "keep" };
  });
  expect(await oneValue(service, "select count(*)::integer from appointment")).toBe(1);
  expect(await job(kept)).toBe(1);
});
