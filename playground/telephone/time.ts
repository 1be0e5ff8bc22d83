import type { ServiceWindow } from "../options.ts";

const LOOK_MS = 250;

/** The service's clock as calls go by it: it may stand, or jump. What is due in a call falls due by this clock alone. */
export interface ServiceTime {
  /** As of the last reading. */
  now(): Date;
  /** Reads the clock, and does what has fallen due. */
  read(): Promise<Date>;
  /** @param fallDue called once with the instant it was due at @returns a function that calls it off */
  at(dueMs: number, fallDue: (due: Date) => void): () => void;
  close(): void;
}

/** Follows the service's clock while something is to fall due. */
export function startTime(service: ServiceWindow): ServiceTime {
  const waiting = new Set<{ dueMs: number; fallDue: (due: Date) => void }>();
  let last = new Date();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<Date> | undefined;
  let closed = false;

  const look = async () => {
    try {
      last = (await service.readClock()).now;
    } catch {
      // The service says elsewhere that its database is down; the clock stays as it was seen last.
    }
    for (const one of [...waiting].sort((a, b) => a.dueMs - b.dueMs)) {
      if (one.dueMs > last.getTime() || !waiting.delete(one)) continue;
      one.fallDue(new Date(one.dueMs));
    }
    follow();
    return last;
  };
  const read = () => {
    reading ??= look().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const follow = () => {
    if (waiting.size === 0 || closed) {
      clearInterval(timer);
      timer = undefined;
    } else timer ??= setInterval(() => void read(), LOOK_MS);
  };
  return {
    now: () => last,
    read,
    at(dueMs, fallDue) {
      const one = { dueMs, fallDue };
      waiting.add(one);
      follow();
      return () => {
        waiting.delete(one);
        follow();
      };
    },
    close() {
      closed = true;
      waiting.clear();
      follow();
    },
  };
}
