import type { DateTime } from "luxon";
import type { Appointment } from "../../domain/booking/appointment.ts";
import type { Experience } from "../../domain/booking/request.ts";
import type { TimeWindow } from "../../domain/peers/free-time.ts";

/** What a patient looks for, in their open request. */
export interface Wish {
  requestId: string;
  condition: string;
  experience: Experience;
}

/** Another time for a request, proposed by its peer and answered by its patient. */
export interface ProposalTools {
  /** The peer's own free times, in their zone. */
  slots(appointmentId: string, offset: number, limit: number, within?: TimeWindow): Promise<DateTime[]>;
  /** `"taken"` if that time is not free any more; else the appointment as it stands. */
  propose(appointmentId: string, startsAt: DateTime): Promise<Appointment | "taken" | undefined>;
  /** The patient agrees: it is booked. */
  accept(appointmentId: string): Promise<Appointment | undefined>;
  /** The patient wants another time or somebody else: it is free again. Gives what they go on looking for. */
  end(appointmentId: string): Promise<Wish | undefined>;
}
