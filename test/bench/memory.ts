import { setTimeout as delay } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import { sendQueues } from "./keep-alive-load.ts";
import { canMeasureProcesses, type MeasuredProcess } from "./measured-process.ts";
import { median } from "./pairs.ts";
import { MEASURED_ANSWER, measuredTurns, seedPatients } from "./patients.ts";
import { showProgress } from "./progress.ts";

const AIM = 1.1;
/** Requests are made in parts of this many, or they would fill the generator's memory. */
const PART = 2500;

/** Resident size of one fresh web process after many turns against after few: it must not grow with what it has done. One run; there is nothing to pair. */
export const memory: Figure = {
  name: "memory",
  about: "resident size of the web process after 50,000 turns, against after 5,000",
  async measure(service) {
    if (!canMeasureProcesses())
      return [{ figure: "memory: resident size", floor: "-", measured: "skipped: this system has no /proc", ratio: "-" }];
    const { few, many } = service.quick ? { few: 500, many: 5000 } : { few: 5000, many: 50_000 };
    const web = await service.startWeb();
    const progress = showProgress(service.say, "Memory: turns of one web process", many);
    try {
      await seedPatients(service, web.port, "load");
      let done = 0;
      const turnsUntil = async (total: number) => {
        while (done < total) {
          const queues = measuredTurns(service, Math.min(PART, total - done));
          await sendQueues(web.port, queues, MEASURED_ANSWER, progress.advance);
          done += queues.flat().length;
        }
      };
      await turnsUntil(few);
      const after = await settled(web);
      await turnsUntil(many);
      const later = await settled(web);
      const ratio = later / after;
      return [
        {
          figure: `memory: resident size after ${many.toLocaleString("en")} turns`,
          floor: `${megabytes(after)} after ${few.toLocaleString("en")}`,
          measured: megabytes(later),
          ratio: ratio.toFixed(2),
          aim: `<= ${AIM}`,
          met: ratio <= AIM,
        },
      ];
    } finally {
      progress.end();
      await web.stop();
    }
  },
};

/** Once idle, V8 gives memory back within some seconds: the median of what is seen then. */
async function settled(web: MeasuredProcess): Promise<number> {
  const seen: number[] = [];
  await delay(5000);
  for (let look = 0; look < 5; look++) {
    seen.push(web.residentBytes());
    await delay(1000);
  }
  return median(seen);
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
