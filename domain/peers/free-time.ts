import { DateTime, Interval } from "luxon";
import { answerDue } from "../booking/answer-due.ts";
import { freeSlots, openWindows, spreadSlots } from "../booking/slots.ts";
import { wakingMinutes } from "../booking/waking-hours.ts";
import type { Db } from "../db.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";

/**
 * The starts at which a peer can be asked for a talk, earliest first, in the patient's zone, at most one for each part of a day.
 * The patient's own appointments are left out too, and so are slots whose peer would have too little waking time to answer.
 */
export async function nextFreeSlots(
  db: Db,
  { peerId, patientId, zone }: { peerId: string; patientId: string; zone: string },
  rules: ProgrammeSettings["booking"],
  now: DateTime,
  page: { offset: number; limit: number },
): Promise<DateTime[]> {
  const { rows } = await db.query<{
    zone: string;
    plan: { weekday: number; startsAt: string; endsAt: string }[];
    taken: { from: string; to: string }[];
  }>(
    `select person.zone,
       (select coalesce(json_agg(json_build_object('weekday', weekday, 'startsAt', starts_at, 'endsAt', ends_at)), '[]')
        from availability where peer_id = $1) as plan,
       (select coalesce(json_agg(json_build_object('from', lower(blocks), 'to', upper(blocks))), '[]')
        from appointment where status in ('proposed', 'pending', 'booked', 'arrived')
          and (peer_id = $1 or patient_id = $2 and status <> 'proposed') and upper(blocks) > turn_now()
          and (expires_at is null or expires_at > turn_now())) as taken
     from person where person_id = $1`,
    [peerId, patientId],
  );
  const [row] = rows;
  if (!row) return [];
  const taken = row.taken.map(({ from, to }) => Interval.fromDateTimes(DateTime.fromISO(from), DateTime.fromISO(to)));
  const windows = openWindows(row.plan, row.zone, now, now.plus({ days: rules.horizonDays }));
  const slotRules = {
    stepMinutes: rules.stepMinutes,
    blockMinutes: rules.talkMinutes + rules.bufferMinutes,
    noticeMinutes: rules.noticeMinutes,
  };
  const askable = freeSlots(windows, taken, slotRules, now)
    .filter((slot) => wakingMinutes(now, answerDue(slot, now, rules), row.zone) >= rules.wakingMinutes)
    .map((slot) => slot.setZone(zone));
  return spreadSlots(askable).slice(page.offset, page.offset + page.limit);
}
