import type { DateTime } from "luxon";
import type { Appointment, Modality } from "../../domain/booking/appointment.ts";

/** What is done with talks that are agreed or were held. */
export interface TalkTools {
  /** Whether the peer can be asked for a talk at that time. */
  isSlotFree(peerId: string, startsAt: DateTime, modality?: Modality): Promise<boolean>;
  /** The peer's free times nearest to one that somebody else took. */
  nearestSlots(peerId: string, gone: DateTime, limit: number, modality?: Modality): Promise<DateTime[]>;
  /** "I will come", said to the reminder. */
  confirmComing(appointmentId: string): Promise<void>;
  /** The code of a talk by phone, for who calls from a withheld number; `none` for another, as the texts have it. */
  callPin(appointmentId: string): Promise<string>;
  /** Whether it took place, as the speaker says, who is its patient or its peer. */
  settle(appointmentId: string, took: boolean): Promise<Appointment | undefined>;
  /** The last talk that took place. */
  last(): Promise<Appointment | undefined>;
  /** STOP, said to the question what shall stop. */
  stopAll(): Promise<void>;
  /** Ends a request that the peer has not answered, once another time is asked in its place. */
  endMoved(appointmentId: string): Promise<void>;
}
