import { statusUrl } from "../../bot/routes/status-url.ts";
import type { Figure } from "./figure.ts";
import { openRecordedBot } from "./in-process-bot.ts";
import { sendQueues } from "./keep-alive-load.ts";
import { canMeasureProcesses, type MeasuredProcess } from "./measured-process.ts";
import { median, measurePairs, ratioOf } from "./pairs.ts";
import { MEASURED_ANSWER, MEASURED_TEXT, measuredTurns, phonesOf, seedPatients, TURNS_OF_A_ROUND } from "./patients.ts";
import { showProgress } from "./progress.ts";
import type { BenchService } from "./service.ts";

const AIM = 4.5;
/** The kernel counts processor time for programs in hundredths of a second on every Linux. https://man7.org/linux/man-pages/man7/time.7.html */
const TICK_MS = 10;

/** Processor time of the web process for each turn, all its threads, against a server that answers the same request with the same text and no database. */
export const processorTime: Figure = {
  name: "processor-time",
  about: "processor time of the web process for each turn, against restify, parsers, signature and TwiML alone",
  async measure(service) {
    if (!canMeasureProcesses()) return [{ figure: "turn: processor time", floor: "-", measured: "skipped: this system has no /proc", ratio: "-" }];
    const web = await service.startWeb();
    await seedPatients(service, web.port, "load");
    const floor = await service.startScript(new URL("./floor-server.ts", import.meta.url), {
      PUBLIC_URL: service.config.publicUrl,
      AUTH_TOKEN: service.config.twilio.authToken,
      ANSWER: await typicalAnswer(service),
      STATUS_CALLBACK: statusUrl(service.config.publicUrl, crypto.randomUUID(), crypto.randomUUID()),
    });
    // the floor's turn is short: more of them, or the kernel's ticks are too coarse
    const turns = service.quick ? { floor: 2400, product: 480 } : { floor: 8000, product: 1600 };
    const progress = showProgress(service.say, "Processor time: five pairs and a warm-up", 6 * (turns.floor + turns.product));
    try {
      const pairs = await measurePairs(
        () => millisecondsEach(service, floor, turns.floor, progress.advance),
        () => millisecondsEach(service, web, turns.product, progress.advance),
      );
      const { ratio, spread } = ratioOf(pairs);
      return [
        {
          figure: "turn: processor time",
          floor: `${median(pairs.map((pair) => pair.floor)).toFixed(2)} ms`,
          measured: `${median(pairs.map((pair) => pair.product)).toFixed(2)} ms`,
          ratio: `${ratio.toFixed(2)} (${spread})`,
          aim: `<= ${AIM}`,
          met: ratio <= AIM,
        },
      ];
    } finally {
      progress.end();
      await Promise.all([web.stop(), floor.stop()]);
    }
  },
};

async function millisecondsEach(service: BenchService, server: MeasuredProcess, turns: number, answered: () => void): Promise<number> {
  const queues = measuredTurns(service, turns);
  const before = server.processorTicks();
  await sendQueues(server.port, queues, MEASURED_ANSWER, answered);
  return ((server.processorTicks() - before) * TICK_MS) / queues.flat().length;
}

/** The product's own answer to the measured turn, after a whole round of it. */
async function typicalAnswer(service: BenchService): Promise<string> {
  const bot = openRecordedBot(service);
  try {
    const [phone = ""] = phonesOf("load");
    let said = "";
    for (let turn = 0; turn < TURNS_OF_A_ROUND; turn++) said = (await bot.text(phone, MEASURED_TEXT)).answer;
    return said;
  } finally {
    await bot.close();
  }
}
