import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { MONDAY_10H, startService, type TestService } from "../support/service.ts";
import { type Command, commands } from "./commands.ts";
import type { Model } from "./model.ts";

/** MODEL_RUNS=200 looks longer; MODEL_SEED and MODEL_PATH, as a failure prints them, play it again. */
const { MODEL_RUNS = "25", MODEL_SEED, MODEL_PATH } = process.env;
const MOST_COMMANDS = 14;

async function play(sequence: Iterable<Command>, prepare: (service: TestService) => Promise<void> = async () => {}): Promise<void> {
  const service = await startService();
  try {
    await prepare(service);
    await fc.asyncModelRun(() => ({ model: newModel(), real: service }), sequence);
  } finally {
    await service.stop();
  }
}

const newModel = (): Model => ({
  now: DateTime.fromISO(MONDAY_10H, { zone: "Europe/Paris" }),
  acknowledged: [],
  stopped: new Map(),
  answered: [],
  refused,
});

/** Over all runs: a model in which nothing is ever cut would prove nothing about crashes. */
const refused = { times: 0 };

test("I1 to I5, I9 and I12 hold whatever patients, peers, time, crashes and redeliveries do", { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: MOST_COMMANDS, size: "max" }), (sequence) => play(sequence)),
    {
      numRuns: Number(MODEL_RUNS),
      ...(MODEL_SEED && { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH && { path: MODEL_PATH }),
      // each step of shrinking starts a service: a few say enough, and the path is printed
      interruptAfterTimeLimit: 500_000,
      endOnFailure: true,
    },
  );
  if (!MODEL_PATH) expect(refused.times).toBeGreaterThan(0);
});

/** In place of the constraint: looks whether the peer is free, and inserts. Between the two, another looks as well. */
const CHECK_THEN_INSERT = `
  alter table appointment drop constraint appointment_peer_free, drop constraint appointment_patient_free;
  create function check_then_insert() returns trigger language plpgsql as $$
  begin
    if exists (select from appointment a where a.peer_id = new.peer_id and a.blocks && new.blocks and a.status in ('proposed', 'pending', 'booked', 'arrived')) then
      return null;
    end if;
    perform pg_sleep(0.3);
    return new;
  end $$;
  create trigger check_then_insert before insert on appointment for each row execute function check_then_insert();
`;

test("finds a check-then-insert that is planted in place of the constraint", { timeout: 240_000 }, async () => {
  const together = commands[1];
  if (!together) throw new Error("There is no command in which everybody books at once.");
  const found = await fc
    .assert(
      fc.asyncProperty(fc.commands([together], { maxCommands: 2, size: "max" }), (sequence) =>
        play(sequence, async ({ owner }) => {
          await owner.query(CHECK_THEN_INSERT);
        }),
      ),
      { numRuns: 30, endOnFailure: true },
    )
    .then(
      () => undefined,
      (error: Error) => error,
    );
  expect(found?.message).toMatch(/seed: .*path: /);
  expect(String(found?.cause)).toMatch(/I2: two live appointments overlap/);
});
