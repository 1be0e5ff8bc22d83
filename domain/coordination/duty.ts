import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { type ReachableCoordinator, reachableCoordinators } from "../people/coordinators.ts";
import { nextDuty, onDutyAt, type RotaPlace } from "./rota.ts";
import { listShifts } from "./shifts.ts";

/** Whether somebody of the team answers now, else from when on; null where the rota does not say. */
export type Answering = "now" | { from: DateTime | null };

export interface Duty {
  /** Who is on duty and can be reached, the first to be paged first. */
  onDuty: (ReachableCoordinator & { rank: number })[];
  /** When somebody is on duty next, where nobody is now; null if the rota does not say. */
  next: DateTime | null;
  /** Every coordinator who can be reached, on duty or not. */
  reachable: ReachableCoordinator[];
}

/** Who of the coordinators answers now. A shift of somebody who can't be reached is none: nothing is promised that nobody will do. */
export async function findDuty(db: Db, at: DateTime, place: RotaPlace): Promise<Duty> {
  const reachable = await reachableCoordinators(db);
  const byId = new Map(reachable.map((coordinator) => [coordinator.id, coordinator]));
  const shifts = (await listShifts(db)).filter(({ personId }) => byId.has(personId));
  const onDuty = new Map<string, ReachableCoordinator & { rank: number }>();
  for (const { personId, rank } of onDutyAt(shifts, at, place)) {
    const coordinator = byId.get(personId);
    if (coordinator && !onDuty.has(personId)) onDuty.set(personId, { ...coordinator, rank });
  }
  return { onDuty: [...onDuty.values()], next: onDuty.size > 0 ? null : (nextDuty(shifts, at, place) ?? null), reachable };
}

export const answering = ({ onDuty, next }: Duty): Answering => (onDuty.length > 0 ? "now" : { from: next });
