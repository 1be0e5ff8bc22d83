import type { Appointment } from "../../domain/booking/appointment.ts";
import type { AvailabilityException, WeeklyWindow } from "../../domain/booking/slots.ts";
import type { Week } from "../../domain/peers/week/load-week.ts";
import type { WeekRefusal } from "../../domain/peers/week/refusal.ts";

/** A peer sees and changes when they can be asked for. Appointments stay as they are. */
export interface WeekTools {
  load(): Promise<Week>;
  addWindows(windows: WeeklyWindow[]): Promise<"added" | WeekRefusal>;
  addException(exception: AvailabilityException): Promise<"added" | WeekRefusal>;
  /** @returns how many were still there */
  remove(ids: string[]): Promise<number>;
  /** @param until the last day of the pause, `yyyy-MM-dd`; null: until it is ended */
  pause(until: string | null): Promise<"paused" | WeekRefusal>;
  resume(): Promise<"resumed" | "not-paused">;
  /** The talks that stand though they lie outside the week as it is now. */
  outside(): Promise<Appointment[]>;
}
