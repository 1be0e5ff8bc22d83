import type pg from "pg";
import { afterAll, expect, test } from "vitest";
import { runTurn } from "../../../bot/turn.ts";
import { acceptRequest, declineRequest } from "../../../domain/booking/answer-request.ts";
import { cancelByPatient } from "../../../domain/booking/cancel.ts";
import { leadPatient } from "../../support/patient.ts";
import { atOnce, oneValue, openAppPool, peerPhone, personOf, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

interface Row {
  id: string;
  status: string;
  reason_code: string | null;
  version: number;
  peer: string;
  peer_id: string;
  patient_id: string;
  request_state: string;
}

const started: { service: TestService; pool: pg.Pool }[] = [];
afterAll(async () => {
  for (const { service, pool } of started) {
    await pool.end();
    await service.stop();
  }
});

/** A service whose clock stands where this test wants it. */
async function begin(options: Parameters<typeof startService>[0] = {}) {
  const service = await startService(options);
  const pool = openAppPool(service, 40);
  started.push({ service, pool });
  return { service, pool };
}

async function lastOf(service: TestService, phone: string): Promise<Row> {
  const [row] = await rowsOf<Row>(
    service,
    `select a.appointment_id as id, a.status, a.reason_code, a.version, p.display_name as peer, a.peer_id, a.patient_id, r.state as request_state
     from appointment a join peer p on p.person_id = a.peer_id join request r on r.request_id = a.request_id where a.patient_id = $1 order by a.created_at desc, a.version limit 1`,
    [await personOf(service, phone)],
  );
  if (!row) throw new Error("There is no appointment.");
  return row;
}

/** As the peer's click or text does it. */
const asPeer = (pool: pg.Pool, service: TestService, row: Row, key: string, verb: typeof acceptRequest | typeof declineRequest) =>
  oneValue<string>(service, "select programme_id from person where person_id = $1", [row.peer_id]).then((programmeId) =>
    runTurn(pool, key, { kind: "job", programmeId, personId: row.peer_id }, async ({ db }) => {
      await verb(db, row.peer_id, row.id, undefined);
      return { say: [], question: "keep" };
    }),
  );

test("a hold ends after two hours, and its slot is offered again", async () => {
  const { service } = await begin();
  const [lou, ana] = ["+33639980001", "+33639980002"];
  const offered = await leadPatient(service, lou, "slot");
  await service.text(lou, "1");
  expect(await lastOf(service, lou)).toMatchObject({ status: "proposed" });
  const first = /1 ((?:\S+ ){3}\S+?) 2 /.exec(offered[0] ?? "")?.[1] ?? "?";
  expect((await leadPatient(service, ana, "slot"))[0]).not.toContain(`1 ${first}`);
  await service.moveClock("2026-11-23T11:59:59+01:00");
  expect(await lastOf(service, lou)).toMatchObject({ status: "proposed" });
  await service.moveClock("2026-11-23T12:00:00+01:00");
  expect(await lastOf(service, lou)).toMatchObject({ status: "cancelled", reason_code: "hold-ended" });
  expect((await leadPatient(service, "+33639980003", "slot"))[0]).toContain(`1 ${first}`);
  // an answer that comes too late does not get what is gone
  expect((await service.text(lou, "Lou")).join(" ")).not.toContain("C'est noté");
  expect(await oneValue(service, "select count(*)::integer from appointment where status = 'pending'")).toBe(0);
});

test("a second choice lets the first hold go, so that nobody blocks two slots", async () => {
  const { service } = await begin({ withWorker: false });
  const lou = "+33639980001";
  await leadPatient(service, lou, "alias");
  const first = await lastOf(service, lou);
  // a minute later: more than ten messages a minute are too many
  await service.moveClock("2026-11-23T10:01:00+01:00");
  for (const said of ["MENU", "1", "mon endométriose", "1", "1", "2"]) await service.text(lou, said);
  expect(
    await rowsOf(service, "select appointment_id = $1 as first, status from appointment order by created_at, status", [first.id]),
  ).toEqual([
    { first: true, status: "cancelled" },
    { first: false, status: "proposed" },
  ]);
});

test("a peer's silence ends the request when the answer is due, and the patient is offered the next peers", async () => {
  const { service } = await begin();
  const lou = "+33639980001";
  await leadPatient(service, lou, "slot");
  await service.text(lou, "3"); // Thursday: the answer is due within 24 h, Tuesday 10:00
  await service.text(lou, "Lou");
  const asked = await lastOf(service, lou);
  expect(asked).toMatchObject({ status: "pending", peer: "Claire" });
  await service.moveClock("2026-11-24T09:59:59+01:00");
  expect(await lastOf(service, lou)).toMatchObject({ status: "pending" });
  expect(service.provider.sentTo(lou)).toEqual([]);
  await service.moveClock("2026-11-24T10:00:00+01:00");
  expect(await lastOf(service, lou)).toMatchObject({ status: "cancelled", reason_code: "peer-silent", request_state: "open" });
  const [told = ""] = service.provider.sentTo(lou);
  expect(told).toMatch(/n'est pas disponible.*1 In.s 2 Sonia/);
  expect(told).not.toContain("Claire");
  expect(service.provider.sentTo(lou)).toHaveLength(1);
  expect(
    await oneValue(service, "select refused_by = array[$2::uuid] from request where patient_id = $1", [asked.patient_id, asked.peer_id]),
  ).toBe(true);
  // the slot is free again for others
  expect((await leadPatient(service, "+33639980002", "slot"))[0]).toContain("jeu. 26 nov. 10:00");
});

test("after two who did not come the coordinator has it in the queue, once, and the patient is told", async () => {
  const { service } = await begin();
  const lou = "+33639980001";
  await leadPatient(service, lou, "asked");
  await service.drain();
  expect((await service.text(peerPhone("Claire"), "2"))[0]).toMatch(/merci d'avoir répondu/);
  await service.drain();
  expect(await oneValue(service, "select count(*)::integer from work_item where kind = 'unmatched'")).toBe(0);
  for (const said of ["1", "1", "1"]) await service.text(lou, said);
  const second = await lastOf(service, lou);
  expect(second.status).toBe("pending");
  expect(second.peer).not.toBe("Claire");
  await service.drain();
  await service.text(peerPhone(second.peer), "2");
  await service.drain();
  expect(await rowsOf(service, "select kind, person_id from work_item")).toEqual([{ kind: "unmatched", person_id: second.patient_id }]);
  expect(await lastOf(service, lou)).toMatchObject({ request_state: "with-coordinator" });
  expect(service.provider.sentTo(lou).at(-1)).toMatch(/demande.*équipe|équipe.*demande/);
});

test("accepting and declining twice, or after the other, change nothing", async () => {
  const { service, pool } = await begin();
  const lou = "+33639980001";
  await leadPatient(service, lou, "asked");
  const row = await lastOf(service, lou);
  await asPeer(pool, service, row, "a1", acceptRequest);
  const accepted = await lastOf(service, lou);
  expect(accepted).toMatchObject({ status: "booked", version: row.version + 1, request_state: "matched" });
  await asPeer(pool, service, row, "a2", acceptRequest);
  await asPeer(pool, service, row, "a3", declineRequest);
  expect(await lastOf(service, lou)).toEqual(accepted);
  await service.drain();
  expect(service.provider.sentTo(lou).filter((body) => body.includes("accepte"))).toHaveLength(1);

  const ana = "+33639980002";
  await leadPatient(service, ana, "asked");
  const other = await lastOf(service, ana);
  await asPeer(pool, service, other, "d1", declineRequest);
  const declined = await lastOf(service, ana);
  expect(declined).toMatchObject({ status: "cancelled", reason_code: "peer-declined" });
  await asPeer(pool, service, other, "d2", declineRequest);
  await asPeer(pool, service, other, "d3", acceptRequest);
  expect(await lastOf(service, ana)).toEqual(declined);
  expect(await oneValue(service, "select cardinality(refused_by) from request where patient_id = $1", [other.patient_id])).toBe(1);
  await service.drain();
  expect(service.provider.sentTo(ana).filter((body) => body.includes("n'est pas disponible"))).toHaveLength(1);
});

test("a request that another peer was asked can't be answered by somebody else", async () => {
  const { service, pool } = await begin({ withWorker: false });
  await leadPatient(service, "+33639980001", "asked");
  const row = await lastOf(service, "+33639980001");
  const stranger = await oneValue<string>(service, "select person_id from peer where display_name = 'Marc'");
  await asPeer(pool, service, { ...row, peer_id: stranger }, "s1", acceptRequest);
  await asPeer(pool, service, { ...row, peer_id: stranger }, "s2", declineRequest);
  expect(await lastOf(service, "+33639980001")).toEqual(row);
});

test("accepting after the answer was due, while nothing has noticed yet, does not leave the request pending for ever", async () => {
  const { service, pool } = await begin({ withWorker: false });
  const lou = "+33639980001";
  await leadPatient(service, lou, "asked");
  const row = await lastOf(service, lou);
  await service.owner.query("update appointment set expires_at = service_now() - interval '1 second'");
  await asPeer(pool, service, row, "late", acceptRequest);
  const after = await lastOf(service, lou);
  // whatever is decided, the three belong together: a booked appointment of a matched request, or an open request whose end is still enqueued
  if (after.status === "booked") expect(after.request_state).toBe("matched");
  else {
    expect(after.request_state).toBe("open");
    const ends = await oneValue(service, "select count(*)::integer from graphile_worker._private_jobs where key = $1", [
      `expire ${row.id}`,
    ]);
    expect(after.status === "cancelled" || ends === 1).toBe(true);
  }
});

test("a peer's acceptance and the patient's cancelling at the same instant end in one state, twenty times", async () => {
  const { service, pool } = await begin({ withWorker: false });
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  const lou = "+33639980001";
  await leadPatient(service, lou, "asked");
  const row = await lastOf(service, lou);
  // twenty pairs of the same kind, each on a conversation of its own: patients and peers are copied
  const pairs = await rowsOf<{ id: string; patient: string; peer: string }>(
    service,
    `with numbered as (select n, gen_random_uuid() as patient, gen_random_uuid() as peer, gen_random_uuid() as request, gen_random_uuid() as appointment from generate_series(1, 20) n),
      people as (insert into person (programme_id, person_id, locale, zone) select $1::uuid, unnest(array[patient, peer]), 'fr', 'Europe/Paris' from numbered),
      talks as (insert into conversation (programme_id, person_id) select $1::uuid, unnest(array[patient, peer]) from numbered),
      patients as (insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) select $1::uuid, patient, now(), false from numbered),
      peers as (insert into peer (programme_id, person_id, display_name, about_fr, about_en) select $1::uuid, peer, 'Pair ' || n, '', '' from numbered),
      requests as (insert into request (programme_id, request_id, patient_id, condition_id) select $1::uuid, request, patient, 'endometriose' from numbered),
      made as (insert into appointment (programme_id, appointment_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, expires_at)
        select $1::uuid, numbered.appointment, request, patient, peer, a.modality, a.during, a.blocks, a.local_start, a.zone, 'pending', a.expires_at from numbered, appointment a where a.appointment_id = $2)
     select appointment as id, patient, peer from numbered`,
    [programmeId, row.id],
  );
  await atOnce(20, async (index) => {
    const pair = pairs[index];
    if (!pair) return;
    const accept = () =>
      runTurn(pool, `accept ${index}`, { kind: "job", programmeId, personId: pair.peer }, async ({ db }) => {
        await acceptRequest(db, pair.peer, pair.id);
        return { say: [], question: "keep" };
      });
    const cancel = () =>
      runTurn(pool, `cancel ${index}`, { kind: "job", programmeId, personId: pair.patient }, async ({ db }) => {
        await cancelByPatient(db, pair.patient, pair.id, 240);
        return { say: [], question: "keep" };
      });
    // neither may be thrown out by the other: a deadlock would reject one of them
    await Promise.all(index % 2 ? [accept(), cancel()] : [cancel(), accept()]);
  });
  const ends = await rowsOf(
    service,
    `select distinct a.status, a.reason_code, a.expires_at, r.state as request_state from appointment a join request r using (request_id) where a.appointment_id = any($1)`,
    [pairs.map(({ id }) => id)],
  );
  // cancelling always works, before or after the acceptance
  expect(ends).toEqual([{ status: "cancelled", reason_code: "patient", expires_at: null, request_state: "closed" }]);
  expect(
    await oneValue(service, "select count(*)::integer from graphile_worker._private_jobs where key = any($1)", [
      pairs.map(({ id }) => `expire ${id}`),
    ]),
  ).toBe(0);
});

test("a booking that the turn acknowledged is in the database when its answer arrives", async () => {
  const { service } = await begin({ withWorker: false });
  const answers = await atOnce(4, async (index) => {
    const phone = `+3363998002${index}`;
    const said = await leadPatient(service, phone, "asked", { offer: String((index % 3) + 1) });
    return { noted: said.join(" ").includes("C'est noté"), row: await lastOf(service, phone).catch(() => undefined) };
  });
  for (const { noted, row } of answers) {
    if (!noted) continue;
    expect(row?.status).toBe("pending");
    expect(
      await oneValue(service, "select count(*)::integer from graphile_worker._private_jobs where key = $1", [`expire ${row?.id}`]),
    ).toBe(1);
  }
  expect(answers.filter(({ noted }) => noted).length).toBeGreaterThanOrEqual(3);
});
