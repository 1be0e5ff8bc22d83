import type { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { endOfQuiet } from "../deliveries/quiet-hours.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import type { SafetyAssessment } from "./assessment.ts";

/** After these somebody is asked the next day. Not after violence, nor about a child: whoever else reads that phone would learn of it. */
export const ASKED_AGAIN = ["suicide", "suicide-other", "harm-others", "overdose", "emergency"] as const;
export type AskedAgain = (typeof ASKED_AGAIN)[number];

/** A humane hour, by the person's own clock. */
const HOUR = 10;
/** A night belongs to the day before it. */
const NIGHT_ENDS = 5;
/** A phone that somebody dangerous may read stays one for longer than a day. */
const SILENT_AFTER_VIOLENCE_DAYS = 30;

/**
 * When somebody is asked how they are: at 10:00 of the next day, or as soon as nobody is disturbed after that (a Sunday, a holiday).
 *
 * @param at when they wrote, in their zone
 * @param country whose public holidays are quiet
 */
export function checkBackTime(at: DateTime, country: string): DateTime {
  const day = at.hour < NIGHT_ENDS ? at : at.plus({ days: 1 });
  const next = day.set({ hour: HOUR, minute: 0, second: 0, millisecond: 0 });
  return endOfQuiet(next, next.zoneName ?? "UTC", country);
}

const keyOf = (personId: string): string => `check-back ${personId}`;

/** Has somebody asked the next day, once however often they write; after violence takes back what was planned. */
export async function planCheckBack(
  db: Db,
  personId: string,
  { situation }: SafetyAssessment,
  at: DateTime,
  country: string,
): Promise<void> {
  if (!ASKED_AGAIN.some((each) => each === situation)) await dequeue(db, keyOf(personId));
  else await enqueue(db, "check-back", personId, checkBackTime(at, country).toJSDate(), keyOf(personId));
}

const row = z.object({ situation: z.enum(ASKED_AGAIN) });

/**
 * What somebody is to be asked about today; undefined if nothing: they stopped messages, are frozen or erased, never agreed to be written to,
 * or have written of violence, or of a child, since.
 */
export async function dueCheckBack(db: Db, personId: string): Promise<AskedAgain | undefined> {
  const { rows } = await db.query(
    `select i.situation from incident i join person p on p.person_id = i.person_id
     where i.person_id = $1 and i.level >= 2 and i.situation = any($2) and p.frozen_at is null and p.erased_at is null
       and not exists (select from incident v where v.person_id = i.person_id and v.situation in ('violence', 'child')
         and v.at > turn_now() - make_interval(days => $3))
       and (exists (select from consent c where c.person_id = i.person_id and c.purpose = 'service' and c.withdrawn_at is null)
         or exists (select from peer where peer.person_id = i.person_id) or exists (select from coordinator o where o.person_id = i.person_id))
       and exists (select from channel_address a where a.person_id = i.person_id and a.state = 'live' and a.sealed is not null)
       and not exists (select from channel_address a join opt_out o on o.address_key = a.address_key where a.person_id = i.person_id and o.topic = 'all')
     order by i.at desc limit 1`,
    [personId, ASKED_AGAIN, SILENT_AFTER_VIOLENCE_DAYS],
  );
  return rows[0] && row.parse(rows[0]).situation;
}
