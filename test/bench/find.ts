import { DateTime } from "luxon";
import type pg from "pg";
import { tellIfSlow } from "../../bot/tell-if-slow.ts";
import { conditions } from "../../domain/conditions/catalogue.ts";
import { inProgramme, openPool } from "../../domain/db.ts";
import { nextFreeSlots } from "../../domain/peers/free-time.ts";
import { findOffers } from "../../domain/peers/matching/find-offers.ts";
import type { Figure } from "./figure.ts";
import { measurePairs, median, ratioOf } from "./pairs.ts";
import { openPopulation, type Population } from "./population.ts";
import { type Progress, showProgress } from "./progress.ts";
import type { BenchService } from "./service.ts";

const AIM = 3;
const FEW = 100;
const SHOWN = 3;

/**
 * The three best peers for a wish with three slots of each, one after the other, for each condition of the catalogue, within 60 days.
 * A run's time is the median of its wishes. Each size is a database of its own: in one, the small programme would be planned with the statistics and
 * walk through the indexes of the large one, and a slow floor would flatter.
 */
export const find: Figure = {
  name: "find",
  about: "three best peers with their next slots: 10,000 peers against 100",
  async measure(service) {
    const many = service.quick ? 2000 : 10_000;
    const small = await openFilled(service, FEW);
    const large = await openFilled(service, many);
    const wishes = [...conditions.keys()].filter((_, index) => !service.quick || index % 4 === 0);
    const progress = showProgress(service.say, "Find: five pairs and a warm-up", 12 * wishes.length);
    try {
      const pairs = await measurePairs(
        () => medianFind(small, wishes, progress),
        () => medianFind(large, wishes, progress),
      );
      const { ratio, spread } = ratioOf(pairs);
      return [
        {
          figure: `find: median time among ${many.toLocaleString("en")} peers`,
          floor: `${median(pairs.map(({ floor }) => floor)).toFixed(1)} ms among ${FEW}`,
          measured: `${median(pairs.map(({ product }) => product)).toFixed(1)} ms`,
          ratio: `${ratio.toFixed(2)} (${spread})`,
          aim: `<= ${AIM}`,
          met: ratio <= AIM,
        },
      ];
    } finally {
      progress.end();
      await Promise.all([small.close(), large.close()]);
    }
  },
};

interface Filled extends Population {
  pool: pg.Pool;
}

async function openFilled(service: BenchService, peers: number): Promise<Filled> {
  const what = `Adding ${peers.toLocaleString("en")} peers and their calendars`;
  const population = await tellIfSlow(what, service.say, () => openPopulation(service, { peers, patients: peers }));
  const pool = openPool(population.url, "passerelle_app", 1, () => {});
  const close = async () => {
    await pool.end();
    await population.close();
  };
  return { ...population, pool, close };
}

async function medianFind({ pool, programmeId, settings, patients }: Filled, wishes: string[], progress: Progress): Promise<number> {
  const milliseconds: number[] = [];
  for (const [index, condition] of wishes.entries()) {
    const { patientId, requestId } = patients[index % patients.length]!;
    const startedAt = performance.now();
    const found = await inProgramme(pool, programmeId, async (db) => {
      const now = DateTime.now();
      const person = { patientId, zone: "Europe/Paris" };
      const wanted = { ...person, condition, experience: "lived" as const, requestId, locale: "fr" as const, hasVideo: true };
      const offers = await findOffers(db, wanted, settings, now, { offset: 0, limit: SHOWN });
      const slots: DateTime[][] = [];
      for (const { peerId } of offers)
        slots.push(await nextFreeSlots(db, { ...person, peerId }, settings.booking, now, { offset: 0, limit: SHOWN }));
      return slots;
    });
    milliseconds.push(performance.now() - startedAt);
    // quick because it finds nothing is no answer
    if (found.length < SHOWN || found.some((slots) => slots.length < SHOWN))
      throw new Error(`For ${condition} were found: ${found.map((slots) => slots.length).join(", ") || "nobody"}`);
    progress.advance();
  }
  return median(milliseconds);
}
