import { DateTime } from "luxon";
import type { Appointment } from "../booking/appointment.ts";
import type { Db } from "../db.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { planSet } from "./plan-response.ts";

/** Nobody is asked in the minute in which they have booked, or hung up. */
const AFTER_BOOKING_MINUTES = 60;
const AFTER_TALK_MINUTES = 60;
/** A peer has it fresh, and is done with it. */
const DEBRIEF_MINUTES = 15;
const BEFORE_TALK_HOURS = 24;
/** Whoever gets ready for a talk is asked nothing any more. */
export const PEACE_BEFORE_TALK_MINUTES = 30;

/** What is asked since a talk was agreed: before it, and after the first booking of all what the series is compared with. */
export async function planBeforeTalk(
  db: Db,
  { id, patientId, startsAt }: Appointment,
  { surveys }: ProgrammeSettings,
  now: DateTime,
): Promise<void> {
  const soon = now.plus({ minutes: AFTER_BOOKING_MINUTES });
  await planSet(db, surveys.entry, surveys, { personId: patientId, occasion: "entry", sendAfter: soon });
  const dueAt = DateTime.max(startsAt.minus({ hours: BEFORE_TALK_HOURS }), soon);
  if (dueAt >= startsAt.minus({ minutes: PEACE_BEFORE_TALK_MINUTES })) return;
  await planSet(db, surveys.before, surveys, {
    personId: patientId,
    occasion: "before",
    appointmentId: id,
    sendAfter: dueAt,
    expiresAt: startsAt,
  });
}

/** What is asked since a talk took place: its patient, its peer, and the patient at the milestones of their talks. */
export async function planAfterTalk(
  db: Db,
  { id, patientId, peerId, endsAt }: Appointment,
  { surveys }: ProgrammeSettings,
  now: DateTime,
): Promise<void> {
  const about = { appointmentId: id, expiresAt: endsAt.plus({ days: surveys.answerDays }) };
  const patient = { personId: patientId, sendAfter: now.plus({ minutes: AFTER_TALK_MINUTES }) };
  await planSet(db, surveys.after, surveys, { ...patient, ...about, occasion: "after" });
  await planSet(db, surveys.debrief, surveys, {
    ...about,
    personId: peerId,
    occasion: "debrief",
    sendAfter: now.plus({ minutes: DEBRIEF_MINUTES }),
  });
  const { held, firstAt } = await countHeld(db, patientId);
  for (const talks of surveys.milestoneTalks) {
    // past it too: a talk may come to be known as held after the next one
    if (held >= talks) await planSet(db, surveys.milestone, surveys, { ...patient, occasion: "milestone", milestone: `talks-${talks}` });
  }
  for (const months of firstAt ? surveys.milestoneMonths : []) {
    const sendAfter = DateTime.max(firstAt?.plus({ months }) ?? now, patient.sendAfter);
    await planSet(db, surveys.milestone, surveys, { ...patient, sendAfter, occasion: "milestone", milestone: `months-${months}` });
  }
}

/** The talks of a patient that took place, whoever they were with. */
async function countHeld(db: Db, patientId: string): Promise<{ held: number; firstAt: DateTime | undefined }> {
  const { rows } = await db.query<{ held: number; firstAt: Date | null }>(
    `select count(*)::integer as held, min(lower(during)) as "firstAt" from appointment where patient_id = $1 and status = 'fulfilled'`,
    [patientId],
  );
  const { held = 0, firstAt } = rows[0] ?? {};
  return { held, firstAt: firstAt ? DateTime.fromJSDate(firstAt) : undefined };
}
