import { DateTime } from "luxon";
import type { ServiceWindow } from "./options.ts";
import type { Store } from "./state.ts";

/** The programme's own zone, and what the page shows. */
const ZONE = "Europe/Paris";
const LOOK_MS = 1000;
const FARTHEST_DAYS = 400;

/** Where to move the clock: on by a step, to the next job that falls due, or to a wall time in Paris. */
export type ClockTarget = "quarter-hour" | "hour" | "day" | "next" | { wallTime: string };

/** What the page shows of the clock. */
export interface ClockView {
  /** How far the service's time is ahead of this machine's. */
  aheadMs: number;
  nextDue: string | undefined;
  /** A move that is under way. */
  moving: { from: string; to: string } | undefined;
  /** The last move did not end well: the worker does not answer. */
  stuck: boolean;
}

/** The service's clock, as the playground knows it. */
export interface Clock {
  /** The service's time, as of the last look. */
  now(): Date;
  /** The service's time at a real instant of now or just before. */
  at(real: Date): Date;
  view(): ClockView;
  /** Begins to move. @returns why not, if it can't */
  move(target: ClockTarget): Promise<"moving" | "busy" | "nothing-due" | "not-ahead" | "too-far">;
  /** Says whether anybody looks. */
  watch(watched: boolean): void;
  /** Looks at once. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts to follow the service's clock.
 *
 * @param settle awaited at each stop of a move: what was sent reaches its phone before the time goes on
 */
export function startClock(service: ServiceWindow, store: Store, settle: () => Promise<void>): Clock {
  let aheadMs = 0;
  let nextDue: Date | undefined;
  let moving: { from: Date; to: Date } | undefined;
  let move: Promise<void> | undefined;
  let stuck = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const at = (real: Date) => new Date(real.getTime() + aheadMs);
  const now = () => at(new Date());

  const look = async () => {
    try {
      const asked = await service.readClock();
      const ahead = asked.now.getTime() - Date.now();
      const changed = Math.abs(ahead - aheadMs) > 500 || asked.nextDue?.getTime() !== nextDue?.getTime();
      ({ nextDue } = asked);
      if (Math.abs(ahead - aheadMs) > 500) aheadMs = ahead;
      if (changed) store.changed();
    } catch {
      // The service says elsewhere that its database is down; the clock stays as it was seen last.
    }
  };
  const run = async (to: Date) => {
    try {
      await service.moveClock(to, {
        reached(at) {
          aheadMs = at.getTime() - Date.now();
          store.changed();
        },
        async done() {
          await settle();
          return !closed;
        },
      });
    } catch {
      stuck = true;
    }
    await look();
    moving = undefined;
    move = undefined;
    store.changed();
  };

  return {
    now,
    at,
    view: () => ({
      aheadMs,
      nextDue: nextDue?.toISOString(),
      moving: moving && { from: moving.from.toISOString(), to: moving.to.toISOString() },
      stuck,
    }),
    async move(target) {
      await look();
      if (moving) return "busy";
      const from = DateTime.fromJSDate(now(), { zone: ZONE });
      const to = targetTime(target, from, nextDue);
      if (!to) return "nothing-due";
      if (to <= from) return "not-ahead";
      if (to.diff(from, "days").days > FARTHEST_DAYS) return "too-far";
      moving = { from: from.toJSDate(), to: to.toJSDate() };
      stuck = false;
      store.changed();
      move = run(to.toJSDate());
      return "moving";
    },
    watch(watched) {
      clearInterval(timer);
      timer = watched ? setInterval(() => void (moving ?? look()), LOOK_MS) : undefined;
    },
    look,
    async close() {
      closed = true;
      clearInterval(timer);
      await move;
    },
  };
}

/** @returns undefined for the next job if none waits */
function targetTime(target: ClockTarget, from: DateTime, nextDue: Date | undefined): DateTime | undefined {
  switch (target) {
    case "quarter-hour":
      return from.plus({ minutes: 15 });
    case "hour":
      return from.plus({ hours: 1 });
    case "day":
      return from.plus({ days: 1 });
    case "next":
      // A job is due at its instant, not before: a second more, and it has fallen due.
      return nextDue && DateTime.fromJSDate(nextDue, { zone: ZONE }).plus({ seconds: 1 });
    default:
      return DateTime.fromISO(target.wallTime, { zone: ZONE });
  }
}
