import { setTimeout as delay } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import { sendQueues } from "./keep-alive-load.ts";
import { canMeasureProcesses } from "./measured-process.ts";
import { median } from "./pairs.ts";
import { MEASURED_ANSWER, measuredTurns, seedPatients } from "./patients.ts";
import { showProgress } from "./progress.ts";

const AIM = 1.1;
/** Requests are made in parts of this many, or they would fill the generator's memory. */
const PART = 2500;
/** V8's free room differs by a tenth from one moment to the next, with nothing more alive: the median of five looks on the way to a number stands for it. */
const LOOKS = 5;
/** Once idle, V8 gives memory back. */
const SETTLE_MS = 3000;

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
      const sendUntil = async (total: number) => {
        while (done < total) {
          const queues = measuredTurns(service, Math.min(PART, total - done));
          await sendQueues(web.port, queues, MEASURED_ANSWER, progress.advance);
          done += queues.flat().length;
        }
      };
      const residentAround = async (total: number) => {
        const looks: number[] = [];
        for (let look = 1; look <= LOOKS; look++) {
          await sendUntil(total - (LOOKS - look) * (few / LOOKS));
          await delay(SETTLE_MS);
          looks.push(web.residentBytes());
        }
        return median(looks);
      };
      const after = await residentAround(few);
      const later = await residentAround(many);
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

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
