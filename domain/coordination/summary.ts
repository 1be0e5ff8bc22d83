import type { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";

const count = z.number();
/** A figure over people; null: there is none, or too few people stand behind it. */
const figure = z.object({ people: count, median: z.number().nullable() });

const summaryRow = z.object({
  appointments: z.object({
    total: count,
    held: count,
    patientAbsent: count,
    peerAbsent: count,
    technical: count,
    otherwiseMissed: count,
    cancelledByPatient: count,
    cancelledByPeer: count,
    otherwiseCancelled: count,
    unsettled: count,
  }),
  ahead: count,
  requests: count,
  matching: figure,
  waiting: z.object({ looking: count, waitlist: count, withTeam: count, oldestDays: count.nullable() }),
  work: z.object({ total: count, alarms: count, noShows: count, oldestDays: count.nullable() }),
  calls: figure.extend({ held: count, brokenOff: count, technical: count }),
  byMessages: count,
});

type Figure = { median: number } | "too-few" | "none";

/** What coordinators are told of a week. Counts are whole: they are the team's own work. Figures over people are left out where few stand behind them. */
export interface WeeklySummary extends Omit<z.infer<typeof summaryRow>, "matching" | "calls"> {
  /** Its Monday and its Sunday, in the programme's zone. */
  from: DateTime;
  to: DateTime;
  /** Hours from a request to the appointment that was agreed. */
  matchHours: Figure;
  calls: { held: number; brokenOff: number; technical: number; minutes: Figure };
}

/**
 * Sums up the week that begins on a Monday: its appointments by how they ended, what waits now, what the masked calls were.
 *
 * @param monday at midnight in the programme's zone
 * @param smallestGroup figures over fewer people than this are not given
 */
export async function summariseWeek(db: Db, monday: DateTime, smallestGroup: number): Promise<WeeklySummary> {
  const next = monday.plus({ weeks: 1 });
  const { rows } = await db.query(
    `with agreed as (
       -- what a patient and a peer had both agreed to
       select a.status, a.reason_code, a.patient_id, s.talk_seconds, s.modality as by
       from appointment a left join session s on s.appointment_id = a.appointment_id
       where a.booked_at is not null and lower(a.during) >= $1 and lower(a.during) < $2 and a.reason_code is distinct from 'moved'
     ), held_calls as (
       select * from agreed where by = 'phone' and status = 'fulfilled'
     ), matched as (
       select patient_id, extract(epoch from matched_at - created_at)::float8 / 3600 as hours from request where matched_at >= $1 and matched_at < $2
     ), open_requests as (
       select state, created_at from request where state in ('open', 'waitlist', 'with-coordinator')
     ), open_work as (
       select kind, opened_at from work_item where closed_at is null
     )
     select jsonb_build_object(
       'appointments', (select jsonb_build_object('total', count(*), 'held', count(*) filter (where status = 'fulfilled'),
           'patientAbsent', count(*) filter (where status = 'noshow' and reason_code = 'patient-absent'),
           'peerAbsent', count(*) filter (where status = 'noshow' and reason_code = 'peer-absent'),
           'technical', count(*) filter (where status = 'noshow' and reason_code = 'technical'),
           'otherwiseMissed', count(*) filter (where status = 'noshow' and (reason_code in ('patient-absent', 'peer-absent', 'technical')) is not true),
           'cancelledByPatient', count(*) filter (where status = 'cancelled' and reason_code like 'patient%'),
           'cancelledByPeer', count(*) filter (where status = 'cancelled' and reason_code like 'peer-%'),
           'otherwiseCancelled', count(*) filter (where status = 'cancelled' and (reason_code like 'patient%' or reason_code like 'peer-%') is not true),
           'unsettled', count(*) filter (where status in ('booked', 'arrived'))) from agreed),
       'ahead', (select count(*) from appointment where status = 'booked' and lower(during) >= greatest($2, turn_now()) and lower(during) < $3),
       'requests', (select count(*) from request where created_at >= $1 and created_at < $2),
       'matching', (select jsonb_build_object('people', count(distinct patient_id), 'median', percentile_cont(0.5) within group (order by hours)) from matched),
       'waiting', (select jsonb_build_object('looking', count(*) filter (where state = 'open'), 'waitlist', count(*) filter (where state = 'waitlist'),
           'withTeam', count(*) filter (where state = 'with-coordinator'), 'oldestDays', extract(day from turn_now() - min(created_at))) from open_requests),
       'work', (select jsonb_build_object('total', count(*), 'alarms', count(*) filter (where kind in ('safety', 'peer-alert')),
           'noShows', count(*) filter (where kind in ('no-show', 'peer-absent')), 'oldestDays', extract(day from turn_now() - min(opened_at))) from open_work),
       'calls', (select jsonb_build_object('people', count(distinct patient_id), 'median', percentile_cont(0.5) within group (order by talk_seconds / 60.0),
           'held', count(*), 'brokenOff', count(*) filter (where reason_code = 'interrupted'),
           'technical', (select count(*) from agreed where by = 'phone' and status = 'noshow' and reason_code = 'technical')) from held_calls),
       'byMessages', (select count(*) from agreed where by = 'messages' and status = 'fulfilled')
     ) as summary`,
    [monday.toJSDate(), next.toJSDate(), next.plus({ weeks: 1 }).toJSDate()],
  );
  const { matching, calls, ...counts } = summaryRow.parse(rows[0]?.summary);
  const figureOf = ({ people, median }: z.infer<typeof figure>): Figure =>
    people === 0 || median === null ? "none" : people < smallestGroup ? "too-few" : { median: Math.round(median) };
  const { held, brokenOff, technical } = calls;
  return {
    from: monday,
    to: next.minus({ days: 1 }),
    ...counts,
    matchHours: figureOf(matching),
    calls: { held, brokenOff, technical, minutes: figureOf(calls) },
  };
}
