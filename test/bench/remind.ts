import { setTimeout as delay } from "node:timers/promises";
import { CONCURRENCY } from "../../bot/worker.ts";
import { openPool } from "../../domain/db.ts";
import { type DueReminder, forgetReminded, writeDueReminders } from "./due-reminders.ts";
import type { Figure } from "./figure.ts";
import { measurePairs } from "./pairs.ts";
import { openPopulation, type Population } from "./population.ts";
import { type Progress, showProgress } from "./progress.ts";
import { recordReminders, replayReminders } from "./replay-reminders.ts";
import { rowOfPairs } from "./row-of-pairs.ts";

const AIM = 0.6;
const PEERS = 200;

/**
 * Reminders that fall due at once, each to another person: how many a second the worker turns into messages that the provider has taken, against the
 * same statements of the application by `pg` and a bare request each, as many at a time. What the queue of jobs costs is the worker's own.
 */
export const remind: Figure = {
  name: "remind",
  about: "10,000 reminders due at once until the provider has them, against their statements and a bare request each",
  async measure(service) {
    const due = service.quick ? 400 : 10_000;
    const population = await openPopulation(service, { peers: PEERS, patients: due });
    const pool = openPool(population.url, "passerelle_app", CONCURRENCY, () => {});
    const provider = await service.startScript(new URL("./provider-stand-in.ts", import.meta.url), {});
    const providerUrl = `http://127.0.0.1:${provider.port}`;
    const reminders = await writeDueReminders(population);
    const recorded = await recordReminders(service, population, providerUrl, reminders);
    await forgetReminded(population);
    const worker = await service.startWorker(population.url, providerUrl);
    const progress = showProgress(service.say, "Remind: five pairs and a warm-up", 6 * due + due / 5);
    // a fifth tells the floor's speed, which does not grow with their number; a tenth is enough to warm up
    const some = (run: number, share: number) => reminders.slice(0, run === 0 ? due / 10 : due / share);
    try {
      const pairs = await measurePairs(
        async (run) => {
          await forgetReminded(population);
          const replayed = some(run, 5);
          const seconds = await replayReminders(pool, population, providerUrl, recorded, replayed, progress);
          await expectAll(population, replayed.length);
          return replayed.length / seconds;
        },
        async (run) => {
          await forgetReminded(population);
          const reminded = some(run, 1);
          return reminded.length / (await untilAllTaken(population, providerUrl, reminded, progress));
        },
      );
      return [rowOfPairs(`remind: ${due.toLocaleString("en")} due at once`, pairs, "/s", { atLeast: AIM })];
    } finally {
      progress.end();
      await Promise.all([worker.stop(), provider.stop(), pool.end()]);
      await population.close();
    }
  },
};

/** Makes all of them due by one commit, and gives the seconds from there until the provider has the last. */
async function untilAllTaken(population: Population, providerUrl: string, reminders: DueReminder[], progress: Progress): Promise<number> {
  const { owner } = population;
  const due = reminders.length;
  const before = await takenBy(providerUrl);
  await owner.query("begin");
  await owner.query(
    "select count(enqueue('remind', reminder_id, due_at, 'remind ' || reminder_id)) from reminder where reminder_id = any($1)",
    [reminders.map(({ ids }) => ids.reminderId)],
  );
  const startedAt = performance.now();
  await owner.query("commit");
  let told = 0;
  for (;;) {
    const { taken } = await takenBy(providerUrl);
    for (; told < taken - before.taken; told++) progress.advance();
    if (told >= due) break;
    await delay(20);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await expectAll(population, due);
  const after = await takenBy(providerUrl);
  if (after.taken - before.taken !== due || after.different - before.different !== due)
    throw new Error(`Of ${due} reminders the provider was given ${after.taken - before.taken} messages.`);
  return seconds;
}

async function takenBy(providerUrl: string): Promise<{ taken: number; different: number }> {
  return (await (await fetch(`${providerUrl}/taken`)).json()) as { taken: number; different: number };
}

/** Waits until the last ones are closed. */
async function expectAll({ owner }: Population, due: number): Promise<void> {
  const givenUpAt = performance.now() + 10_000;
  for (;;) {
    const { rows } = await owner.query<{ sent: number; written: number }>(
      `select (select count(*)::integer from delivery where state = 'sent' and provider_id is not null) as sent,
         (select count(*)::integer from reminder where state = 'written') as written`,
    );
    const [found] = rows;
    if (found?.sent === due && found.written === due) return;
    if (performance.now() > givenUpAt) throw new Error(`Of ${due} reminders ${found?.written} were written and ${found?.sent} sent.`);
    await delay(50);
  }
}
