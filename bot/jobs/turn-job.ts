import { loadAppointment } from "../../domain/booking/appointment.ts";
import type { Db } from "../../domain/db.ts";
import { endOfQuiet } from "../../domain/deliveries/quiet-hours.ts";
import type { Outcome, Turn } from "../outcome.ts";

/** A turn without anybody speaking: on whose conversation it runs, and what it does there. It sends nothing. */
export interface TurnJob {
  whose(db: Db, id: string): Promise<string | undefined>;
  handle(turn: Turn, id: string): Promise<Outcome>;
  /** What it says goes by text, though the person has Teams. */
  byPhone?: true;
  /** It runs for somebody who is frozen too: a person wrote it, or it only ends or forgets something. */
  runsFrozen?: true;
}

export const NOTHING: Outcome = { say: [], question: "keep" };

/** The conversation of an appointment's patient or peer. */
export const sideOf = (side: "patientId" | "peerId") => async (db: Db, id: string) => (await loadAppointment(db, id))?.[side];

/** When something that nobody just asked for may be sent. */
export const afterQuiet = ({ now, speaker, programme }: Turn) => endOfQuiet(now, speaker.zone, programme.settings.sending.holidayCountry);
