import fc from "fast-check";
import { expect, test } from "vitest";
import { startService } from "../support/service.ts";
import { type CallCommand, callCommands, newCallModel } from "./session-commands.ts";

/** SESSION_MODEL_RUNS=200 looks longer; MODEL_SEED and MODEL_PATH, as a failure prints them, play it again. */
const { SESSION_MODEL_RUNS = "12", MODEL_SEED, MODEL_PATH } = process.env;
const MOST_COMMANDS = 20;

async function play(sequence: Iterable<CallCommand>, sabotage?: string): Promise<void> {
  const service = await startService();
  try {
    if (sabotage) await service.owner.query(sabotage);
    // what is planted is to be met at once
    const model = await newCallModel(service, sabotage ? 1 : undefined);
    await fc.asyncModelRun(() => ({ model, real: service }), sequence);
    await model.finish(service);
  } finally {
    await service.stop();
  }
}

test("two people, callbacks, time and crashes: one bridge, in its window, for the two alone, no number told, and always an end", {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(callCommands, { maxCommands: MOST_COMMANDS, size: "max" }), (sequence) => play(sequence)),
    {
      numRuns: Number(SESSION_MODEL_RUNS),
      ...(MODEL_SEED && { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH && { path: MODEL_PATH }),
      interruptAfterTimeLimit: 500_000,
      endOnFailure: true,
    },
  );
});

/** Has everybody who is rung rung twice, with nothing that forbids it. */
const RINGS_TWICE = `
  drop index session_leg_one_outbound;
  create function ring_twice() returns trigger language plpgsql as $$
  declare
    made uuid;
  begin
    if pg_trigger_depth() = 1 and new.direction = 'outbound' then
      insert into session_leg (programme_id, session_id, person_id, direction, starts)
        values (new.programme_id, new.session_id, new.person_id, 'outbound', new.starts) returning leg_id into made;
      perform enqueue('dial-leg', made);
    end if;
    return null;
  end $$;
  create trigger ring_twice after insert on session_leg for each row execute function ring_twice();
`;

test("finds two calls to one person where they are planted", { timeout: 120_000 }, async () => {
  const both = callCommands[0];
  if (!both) throw new Error("There is no command in which both ask at once.");
  const found = await fc
    .assert(
      fc.asyncProperty(fc.commands([both], { maxCommands: 3, size: "max" }), (sequence) => play(sequence, RINGS_TWICE)),
      { numRuns: 6, endOnFailure: true },
    )
    .then(
      () => undefined,
      (error: Error) => error,
    );
  expect(found?.message).toMatch(/seed: .*path: /);
  expect(String(found?.cause)).toMatch(/Two calls to one person were under way/);
});
