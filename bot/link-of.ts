import type { Appointment } from "../domain/booking/appointment.ts";
import { linkToken } from "../domain/meeting/room-name.ts";
import type { TurnSecrets } from "./turn-effects.ts";

/** Puts a person's own link into what they may be told of a booked video talk. Made anew each time: only its hash is kept. */
export const linkOf =
  (personId: string, secrets: TurnSecrets | undefined) =>
  <Found extends Appointment | undefined>(appointment: Found): Found => {
    if (!secrets?.hasVideo || appointment?.modality !== "video" || appointment.status !== "booked") return appointment;
    return { ...appointment, meetingUrl: `${secrets.publicUrl}/meet/${linkToken(secrets.addressKey, appointment.id, personId)}` };
  };
