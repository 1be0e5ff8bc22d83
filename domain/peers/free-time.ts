import { DateTime, Interval } from "luxon";
import { answerDue } from "../booking/answer-due.ts";
import type { Modality } from "../booking/appointment.ts";
import {
  type Availability,
  type AvailabilityException,
  freeSlots,
  isUnmistakable,
  openDays,
  spreadSlots,
  type WeeklyWindow,
} from "../booking/slots.ts";
import { wakingMinutes } from "../booking/waking-hours.ts";
import type { Db } from "../db.ts";
import { endOfQuiet } from "../deliveries/quiet-hours.ts";
import { roomTimes } from "../meeting/room.ts";
import type { BookingRules } from "../programmes/settings.ts";

type Rules = BookingRules;

/** When a talk should begin: from (inclusive) to (exclusive), and at which hours of a day, in the patient's zone. */
export interface TimeWindow {
  from?: DateTime;
  to?: DateTime;
  hours?: { from: number; to: number };
}

/** Who is to talk, and how: in person only while a room is free. */
interface Pair {
  peerId: string;
  patientId: string;
  modality?: Modality | undefined;
}

/** In a span of at most this long every start is shown, not one for each part of a day. */
const SHORT_SPAN_HOURS = 6;

/**
 * The starts at which a peer can be asked for a talk, earliest first, in the patient's zone, at most one for each part of a day, or all of a short window.
 * None of a peer who pauses. The patient's own appointments are left out too, and so are slots whose peer would have too little waking time to answer.
 */
export async function nextFreeSlots(
  db: Db,
  { zone, ...pair }: Pair & { zone: string },
  rules: Rules,
  now: DateTime,
  page: { offset: number; limit: number; within?: TimeWindow },
): Promise<DateTime[]> {
  const time = await loadTime(db, pair);
  const found: DateTime[] = [];
  const wanted = page.offset + page.limit;
  if (!time || wanted <= 0) return found;
  const { from, to } = page.within ?? {};
  const starts = startsWithin(askableStarts(time, zone, rules, now, from && from > now ? from : now), page.within);
  const isShort = from && to && to.diff(from, "hours").hours <= SHORT_SPAN_HOURS;
  for (const start of isShort ? starts : spreadSlots(starts)) if (found.push(start) === wanted) break;
  return found.slice(page.offset);
}

function* startsWithin(starts: Iterable<DateTime>, { from, to, hours }: TimeWindow = {}): Generator<DateTime> {
  for (const start of starts) {
    if (to && start >= to) return;
    const isAtHours = !hours || (start.hour + start.minute / 60 >= hours.from && start.hour + start.minute / 60 < hours.to);
    if (isAtHours && (!from || start >= from)) yield start;
  }
}

/** Of some peers, those who can be asked for a talk at all; what it takes to know it of all of them is read in one statement. */
export async function withFreeTime(
  db: Db,
  { peerIds, patientId, zone }: { peerIds: string[]; patientId: string; zone: string },
  rules: Rules,
  now: DateTime,
): Promise<Set<string>> {
  const times = await loadTimes(db, peerIds, patientId);
  const hasTime = (time: PeerTime | undefined) => time !== undefined && !askableStarts(time, zone, rules, now, now).next().done;
  return new Set(peerIds.filter((id) => hasTime(times.get(id))));
}

/** The starts nearest to one that is gone, before or after it, in the order of their time. */
export async function nearestFreeSlots(
  db: Db,
  pair: Pair,
  rules: Rules,
  now: DateTime,
  gone: DateTime,
  limit: number,
): Promise<DateTime[]> {
  const time = await loadTime(db, pair);
  if (!time) return [];
  const found: DateTime[] = [];
  let later = 0;
  for (const start of askableStarts(time, gone.zoneName ?? "utc", rules, now, now)) {
    found.push(start);
    if (start > gone && ++later === limit) break;
  }
  const distance = (start: DateTime) => Math.abs(+start - +gone);
  return found
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, limit)
    .sort((a, b) => +a - +b);
}

/**
 * Whether a peer can be asked for a talk at this very time: one of the starts that `nextFreeSlots` chooses from.
 *
 * @param startsAt in the patient's zone
 */
export async function isSlotFree(db: Db, pair: Pair, rules: Rules, now: DateTime, startsAt: DateTime): Promise<boolean> {
  const time = await loadTime(db, pair);
  if (!time) return false;
  for (const start of askableStarts(time, startsAt.zoneName ?? "utc", rules, now, startsAt))
    if (start >= startsAt) return +start === +startsAt;
  return false;
}

/** A peer's starts from the local day of `from` to the horizon, in `zone`. */
function* askableStarts(
  { availability, taken, rooms }: PeerTime,
  zone: string,
  rules: Rules,
  now: DateTime,
  from: DateTime,
): Generator<DateTime> {
  const slotRules = {
    stepMinutes: rules.stepMinutes,
    blockMinutes: rules.talkMinutes + rules.bufferMinutes,
    noticeMinutes: rules.noticeMinutes,
  };
  const asked = endOfQuiet(now, availability.zone, rules.holidayCountry);
  for (const slot of freeSlots(openDays(availability, from, now.plus({ days: rules.horizonDays })), taken, slotRules, now)) {
    if (wakingMinutes(asked, answerDue(slot, now, rules, asked), availability.zone) < rules.wakingMinutes) continue;
    const start = slot.setZone(zone);
    if (isUnmistakable(start) && hasRoom(start, slotRules.blockMinutes, rooms)) yield start;
  }
}

const hasRoom = (start: DateTime, minutes: number, rooms: Interval[][] | undefined): boolean =>
  !rooms || rooms.some((taken) => !taken.some((busy) => busy.overlaps(Interval.fromDateTimes(start, start.plus({ minutes })))));

interface PeerTime {
  availability: Availability;
  taken: Interval[];
  /** When each room is taken, for who meets in person. */
  rooms?: Interval[][] | undefined;
}

interface TimeRow {
  id: string;
  zone: string;
  plan: WeeklyWindow[];
  exceptions: AvailabilityException[];
  taken: { from: string; to: string }[];
}

/** A peer's time from now on; nothing of one who pauses or is frozen. */
async function loadTime(db: Db, { peerId, patientId, modality }: Pair): Promise<PeerTime | undefined> {
  const time = (await loadTimes(db, [peerId], patientId)).get(peerId);
  return time && { ...time, rooms: modality === "in-person" ? await roomTimes(db) : undefined };
}

/** The same of several peers in one statement, by their ids. */
async function loadTimes(db: Db, peerIds: string[], patientId: string): Promise<Map<string, PeerTime>> {
  const { rows } = await db.query<TimeRow>({
    name: "load_times",
    text: `select person.person_id as id, person.zone,
       (select coalesce(json_agg(json_build_object('weekday', weekday, 'startsAt', starts_at, 'endsAt', ends_at)), '[]')
        from availability where availability.peer_id = person.person_id) as plan,
       (select coalesce(json_agg(json_build_object('kind', kind, 'startsOn', starts_on, 'endsOn', ends_on, 'startsAt', starts_at, 'endsAt', ends_at)), '[]')
        from availability_exception e where e.peer_id = person.person_id and ends_on >= (turn_now() at time zone person.zone)::date) as exceptions,
       (select coalesce(json_agg(json_build_object('from', lower(blocks), 'to', upper(blocks))), '[]')
        from appointment a where upper(blocks) > turn_now()
          and (status in ('proposed', 'pending', 'booked', 'arrived') and (a.peer_id = person.person_id or a.patient_id = $2 and status <> 'proposed')
              and (expires_at is null or expires_at > turn_now())
            -- a time at which this peer has said that they can't
            or a.peer_id = person.person_id and status = 'cancelled' and reason_code in ('peer-withdrew', 'peer-withdrew-late', 'peer-proposed-other'))) as taken
     from person join peer on peer.person_id = person.person_id
     where person.person_id = any($1) and person.frozen_at is null
       and (paused_at is null or paused_until < (turn_now() at time zone person.zone)::date)`,
    values: [peerIds, patientId],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        availability: { zone: row.zone, plan: row.plan, exceptions: row.exceptions },
        taken: row.taken.map(({ from, to }) => Interval.fromDateTimes(DateTime.fromISO(from), DateTime.fromISO(to))),
      },
    ]),
  );
}
