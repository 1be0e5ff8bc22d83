import { type Appointment, loadAppointment } from "../booking/appointment.ts";
import { closeWorkItems } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { writeReminders } from "../reminders/write-reminders.ts";
import { withRoom } from "./room.ts";

const LIVE = "status in ('proposed', 'pending', 'booked', 'arrived')";

/** Gives a live appointment a listed room that is free then; one that is booked gets a new version by it, as by a move. */
export async function takeRoom(db: Db, appointmentId: string): Promise<boolean> {
  const { rows } = await db.query<{ from: Date; until: Date }>(
    `select lower(blocks) as from, upper(blocks) as until from appointment where appointment_id = $1 and modality = 'in-person' and ${LIVE} for update`,
    [appointmentId],
  );
  const [time] = rows;
  if (!time) return false;
  return Boolean(await withRoom(db, time.from, time.until, async (placeId) => (await put(db, appointmentId, placeId)) || undefined));
}

async function put(db: Db, appointmentId: string, placeId: string): Promise<boolean> {
  await db.query("savepoint room");
  try {
    await db.query(
      "update appointment set place_id = $2, version = version + case when status = 'booked' then 1 else 0 end where appointment_id = $1",
      [appointmentId, placeId],
    );
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "23P01") throw error;
    await db.query("rollback to savepoint room");
    return false;
  }
}

/** Finds another room for every coming appointment of one that is off the list; both sides are told in turns of their own. Gives those that found none. */
export async function leaveRoom(db: Db, placeId: string): Promise<Appointment[]> {
  return giveRooms(db, "place_id = $1", [placeId]);
}

/** Finds a room for those who were booked without one. */
export async function fillRooms(db: Db): Promise<void> {
  await giveRooms(db, "place_id is null and modality = 'in-person' and status = 'booked'", []);
}

async function giveRooms(db: Db, which: string, values: unknown[]): Promise<Appointment[]> {
  const { rows } = await db.query<{ id: string }>(
    `select appointment_id as id from appointment where ${which} and ${LIVE} and upper(during) > turn_now() order by appointment_id for update`,
    values,
  );
  const without: Appointment[] = [];
  for (const { id } of rows) {
    const given = await takeRoom(db, id);
    const appointment = await loadAppointment(db, id);
    if (!appointment) continue;
    if (!given) without.push(appointment);
    else if (appointment.status === "booked") await tellRoom(db, appointment);
  }
  return without;
}

async function tellRoom(db: Db, booked: Appointment): Promise<void> {
  await closeWorkItems(db, "no-meeting", booked.id);
  await writeReminders(db, booked);
  await enqueue(db, "tell-room", booked.id);
  await enqueue(db, "tell-peer-room", booked.id);
}
