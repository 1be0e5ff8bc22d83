import type { Appointment } from "../../domain/booking/appointment.ts";
import type { Wish } from "./proposal.ts";

/** A peer gives up a booked appointment; the patient says what comes in its place. */
export interface WithdrawalTools {
  withdraw(appointmentId: string): Promise<Appointment | undefined>;
  /** Opens the patient's request again, with the same wish. */
  reopen(appointmentId: string): Promise<Wish | undefined>;
  /** The patient wants nothing in its place for now. */
  leave(): Promise<void>;
}
