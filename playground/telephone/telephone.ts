import type { PlaygroundOptions } from "../options.ts";
import type { Store } from "../state.ts";
import { type Callbacks, startCallbacks } from "./callbacks.ts";
import { type Calls, openCalls } from "./calls.ts";
import { type Conferences, openConferences } from "./conferences.ts";
import { createRunner } from "./run.ts";
import { startSwitchboard } from "./switchboard.ts";
import { openTelephones, type Telephones } from "./telephones.ts";
import { startTime } from "./time.ts";

/** A telephone network on this machine: the provider's calls and conferences, and the telephones at their other ends. */
export interface Telephone {
  calls: Calls;
  conferences: Conferences;
  telephones: Telephones;
  callbacks: Callbacks;
  /** Does what has fallen due, and settles when nobody waits for the service any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a telephone network for one account. */
export function startTelephone(options: PlaygroundOptions, store: Store): Telephone {
  const stop = new AbortController();
  const time = startTime(options.service);
  const callbacks = startCallbacks(options.authToken, stop.signal);
  const board = startSwitchboard(options, store, time, callbacks, stop.signal);
  const conferences = openConferences(board);
  const runner = createRunner(board, conferences);
  return {
    calls: openCalls(board, conferences, runner),
    conferences,
    telephones: openTelephones(board, conferences, runner),
    callbacks,
    async idle() {
      await time.read();
      await board.idle();
    },
    async close() {
      stop.abort();
      time.close();
      await board.idle();
    },
  };
}
