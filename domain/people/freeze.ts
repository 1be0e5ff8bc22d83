import { recordAudit } from "../coordination/audit.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { stopQuestionnaires } from "../surveys/end-response.ts";

/**
 * Stops everything automatic about a patient or peer, after a death, a relapse or a hospital stay: only people write from then on.
 * Every live appointment of theirs ends without a word to them. A peer who was to meet them learns that the team cancelled it, and no more; a patient hears
 * that from nobody but a person. Whoever was to meet them is in the queue, as they are themselves.
 *
 * @param actorId the coordinator; null: the operator, by a command
 */
export async function freezePerson(db: Db, personId: string, actorId: string | null): Promise<"frozen" | "already"> {
  const { rowCount } = await db.query("update person set frozen_at = turn_now() where person_id = $1 and frozen_at is null", [personId]);
  if (!rowCount) return "already";
  // in the order in which accepting a move locks them
  await db.query(
    `select from appointment where (patient_id = $1 or peer_id = $1) and status in ('proposed', 'pending', 'booked', 'arrived')
     order by appointment_id for update`,
    [personId],
  );
  const { rows: ended } = await db.query<{ id: string; other: string; toPeer: boolean; told: boolean }>(
    `with live as (
       select appointment_id, status <> 'proposed' or offered_by = 'peer' as told from appointment
       where (patient_id = $1 or peer_id = $1) and status in ('proposed', 'pending', 'booked', 'arrived')
     )
     update appointment set status = 'cancelled', reason_code = 'coordinator', expires_at = null, version = version + 1
     from live where appointment.appointment_id = live.appointment_id
     returning appointment.appointment_id as id, case when patient_id = $1 then peer_id else patient_id end as other,
       patient_id = $1 as "toPeer", live.told`,
    [personId],
  );
  await silence(
    db,
    personId,
    ended.map(({ id }) => id),
    ended.filter(({ told }) => told).map(({ id }) => id),
  );
  await stopQuestionnaires(db, personId, "frozen");
  await openWorkItem(db, "frozen", personId, { madeByCoordinator: true });
  // a hold that only one side knows of is nothing to speak about
  for (const { id, other, toPeer } of ended.filter(({ told }) => told)) {
    await openWorkItem(db, "frozen", other, { appointmentId: id, madeByCoordinator: true });
    // who would get ready for it must not wait in vain
    if (toPeer) await enqueue(db, "close-request", id);
  }
  await recordAudit(db, actorId, "freeze", personId);
  return "frozen";
}

/** What was on its way to this person, and to anybody about these appointments, is not sent; what was to follow does not happen. */
async function silence(db: Db, personId: string, appointmentIds: string[], toldIds: string[]): Promise<void> {
  await db.query(
    `with skipped as (
       update delivery set state = 'skipped', reason = 'frozen', updated_at = turn_now()
       where state = 'queued' and (appointment_id = any($2)
         or person_id = $1 and class not in ('human', 'safety', 'reply', 'stop-confirmation'))
     ), closed as (
       -- a patient who was to meet them goes on only when somebody has spoken to them; one who only held a slot just goes on
       update request set state = case when patient_id = $1 then 'closed' else 'with-coordinator' end, closed_at = case when patient_id = $1 then turn_now() end
       where patient_id = $1 and state in ('open', 'waitlist', 'with-coordinator')
         or state = 'open' and request_id in (select request_id from appointment where appointment_id = any($3))
       returning request_id
     ), unreminded as (
       update reminder set state = 'skipped', reason = 'frozen' where state = 'waiting' and (person_id = $1 or appointment_id = any($2))
       returning reminder_id
     )
     select dequeue(key) from (
       select 'expire ' || id as key from unnest($2::uuid[]) as id
       union all select 'after ' || id from unnest($2::uuid[]) as id
       union all select 'peer after ' || id from unnest($2::uuid[]) as id
       union all select 'settle ' || id from unnest($2::uuid[]) as id
       union all select 'waitlist ' || request_id from closed
       union all select 'promise ' || request_id from closed
       union all select 'remind ' || reminder_id from unreminded
     ) as waiting`,
    [personId, appointmentIds, toldIds],
  );
}

/** Lets everything go on for a person; what was cancelled stays so. */
export async function unfreezePerson(db: Db, personId: string, actorId: string | null): Promise<"unfrozen" | "not-frozen"> {
  const { rowCount } = await db.query("update person set frozen_at = null where person_id = $1 and frozen_at is not null", [personId]);
  if (!rowCount) return "not-frozen";
  await db.query("update work_item set closed_at = turn_now() where kind = 'frozen' and person_id = $1 and closed_at is null", [personId]);
  await recordAudit(db, actorId, "unfreeze", personId);
  return "unfrozen";
}
