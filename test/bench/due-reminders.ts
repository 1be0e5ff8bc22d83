import type { Population } from "./population.ts";

/** A reminder that is due, with the ids that its statements hold. */
export interface DueReminder {
  kind: string;
  ids: Record<"reminderId" | "appointmentId" | "personId" | "conversationId" | "addressId", string>;
}

/** Books one appointment for each patient, beyond the two weeks in which peers are busy, and writes one reminder of it: every other one asks something. */
export async function writeDueReminders({ owner, patients, peerIds }: Population): Promise<DueReminder[]> {
  await owner.query(
    `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, reference)
     select current_programme(), request_id, patient_id, ($3::uuid[])[1 + n % $4::integer], 'phone', tstzrange(at, at + interval '45 minutes'),
       tstzrange(at, at + interval '1 hour'), at at time zone 'Europe/Paris', 'Europe/Paris', 'booked', lpad((90000000 + n)::text, 8, '0')
     from unnest($1::uuid[], $2::uuid[]) with ordinality as booked (patient_id, request_id, n)
     cross join lateral (select date_trunc('hour', turn_now()) + interval '20 days' + make_interval(hours => (n / $4::integer)::integer) as at) slot`,
    [patients.map(({ patientId }) => patientId), patients.map(({ requestId }) => requestId), peerIds, peerIds.length],
  );
  await owner.query(
    `insert into reminder (programme_id, appointment_id, person_id, kind, due_at, useful_until, version)
     select current_programme(), appointment_id, patient_id, case when row_number() over () % 2 = 0 then '48-hours' else '2-hours' end,
       turn_now(), turn_now() + interval '1 day', version
     from appointment where lower(during) > turn_now() + interval '19 days'`,
  );
  await owner.query("vacuum analyze");
  const { rows } = await owner.query<DueReminder["ids"] & { kind: string }>(
    `select reminder_id as "reminderId", appointment_id as "appointmentId", person_id as "personId", conversation_id as "conversationId", address_id as "addressId", reminder.kind
     from reminder join conversation using (person_id) join channel_address using (person_id)
     order by reminder_id`,
  );
  return rows.map(({ kind, ...ids }) => ({ kind, ids }));
}

/** Puts everything back to where nothing has been written yet; what deleted rows have left is cleared away too. */
export async function forgetReminded({ owner }: Population): Promise<void> {
  await owner.query("truncate delivery, turn_answer, inbound_event");
  await owner.query("delete from graphile_worker._private_jobs where key like 'remind %' or key like 'send %'");
  await owner.query("delete from graphile_worker._private_job_queues");
  await owner.query("update reminder set state = 'waiting', reason = null where state <> 'waiting'");
  await owner.query("update conversation set question = null, question_number = 0 where version > 0");
  await owner.query("vacuum analyze graphile_worker._private_jobs, graphile_worker._private_job_queues, reminder, conversation");
}
