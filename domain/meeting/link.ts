import { DateTime, Interval } from "luxon";
import { type Appointment, loadAppointment } from "../booking/appointment.ts";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import { addressKey } from "../people/address-key.ts";
import { linkToken } from "./room-name.ts";

/** A video room opens a little before the talk, and closes a little after: who is early waits there, and nobody is cut off in a sentence. */
const OPENS_MINUTES_BEFORE = 10;
const CLOSES_MINUTES_AFTER = 15;

export const meetingWindow = ({ startsAt, endsAt }: Pick<Appointment, "startsAt" | "endsAt">): Interval =>
  Interval.fromDateTimes(startsAt.minus({ minutes: OPENS_MINUTES_BEFORE }), endsAt.plus({ minutes: CLOSES_MINUTES_AFTER }));

/** Makes the two sides' links to a booked video talk work. Only keyed hashes are kept. */
export async function openLinks(db: Db, secret: Buffer, { id, patientId, peerId }: Appointment): Promise<void> {
  const people = [patientId, peerId];
  await db.query(
    `insert into meeting_link (token_key, programme_id, appointment_id, person_id)
     select key, current_programme(), $1, person_id from unnest($2::text[], $3::uuid[]) as side (key, person_id) on conflict do nothing`,
    [id, people.map((personId) => tokenKey(secret, linkToken(secret, id, personId))), people],
  );
}

export interface OpenedLink {
  appointment: Appointment;
  side: "patient" | "peer";
  locale: Locale;
  zone: string;
  /** The service's clock. */
  now: DateTime;
}

/** Whose link to what a token is. Looking uses nothing up. Read before the programme is known; the rest of the transaction is in it. */
export async function findLink(db: Db, secret: Buffer, token: string): Promise<OpenedLink | undefined> {
  const { rows } = await db.query<{ programme: string; appointment: string; person: string; now: Date }>(
    "select programme_id as programme, appointment_id as appointment, person_id as person, service_now() as now from meeting_link where token_key = $1",
    [tokenKey(secret, token)],
  );
  const [link] = rows;
  if (!link) return undefined;
  await db.query("select set_config('passerelle.programme', $1, true), set_config('passerelle.now', service_now()::text, true)", [
    link.programme,
  ]);
  const appointment = await loadAppointment(db, link.appointment);
  const { rows: readers } = await db.query<{ locale: Locale; zone: string }>("select locale, zone from person where person_id = $1", [
    link.person,
  ]);
  const [reader] = readers;
  if (!appointment || !reader) return undefined;
  return { appointment, ...reader, side: appointment.peerId === link.person ? "peer" : "patient", now: DateTime.fromJSDate(link.now) };
}

const tokenKey = (secret: Buffer, token: string): string => addressKey(secret, `meeting:${token}`);
