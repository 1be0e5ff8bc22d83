import { type Appointment, loadAppointment } from "../booking/appointment.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { takeRoom } from "./give-room.ts";
import { openLinks } from "./link.ts";

/**
 * Settles where two meet, in the booking's own transaction: a video talk gets its links, a talk in person keeps the room that was held with its time.
 * Where there is none after all (the server's setting was taken away, the room's appointment is older than rooms were), people look after it: both are told that it follows.
 *
 * @param linkSecret what links are made from; undefined if there is no video server
 */
export async function settleMeeting(db: Db, booked: Appointment, linkSecret: Buffer | undefined): Promise<Appointment> {
  if (booked.modality === "video" && linkSecret) await openLinks(db, linkSecret, booked);
  else if (booked.modality === "video" || (booked.modality === "in-person" && !booked.place && !(await takeRoom(db, booked.id))))
    await openWorkItem(db, "no-meeting", booked.patientId, { appointmentId: booked.id });
  return booked.modality === "in-person" ? ((await loadAppointment(db, booked.id)) ?? booked) : booked;
}
