import { statusUrl } from "../../bot/routes/status-url.ts";
import type { Figure } from "./figure.ts";
import { openRecordedBot } from "./in-process-bot.ts";
import { sendQueues } from "./keep-alive-load.ts";
import { canMeasureProcesses, type MeasuredProcess } from "./measured-process.ts";
import { measurePairs } from "./pairs.ts";
import { MEASURED_ANSWER, MEASURED_TEXT, measuredTurns, phonesOf, seedPatients, TURNS_OF_A_ROUND } from "./patients.ts";
import { showProgress } from "./progress.ts";
import { rowOfPairs } from "./row-of-pairs.ts";
import type { BenchService } from "./service.ts";

const AIM = 4.5;

/** Processor time of the web process for each turn, all its threads, against a server that answers the same request with the same text and no database. */
export const processorTime: Figure = {
  name: "processor-time",
  about: "processor time of the web process for each turn, against restify, parsers, signature and TwiML alone",
  async measure(service) {
    if (!canMeasureProcesses())
      return [{ figure: "turn: processor time", floor: "-", measured: "skipped: this system has no /proc", ratio: "-" }];
    const web = await service.startWeb();
    await seedPatients(service, web.port, "load");
    const floor = await service.startScript(new URL("./floor-server.ts", import.meta.url), {
      PUBLIC_URL: service.config.publicUrl,
      AUTH_TOKEN: service.config.twilio.authToken,
      ANSWER: await typicalAnswer(service),
      STATUS_CALLBACK: statusUrl(service.config.publicUrl, crypto.randomUUID(), crypto.randomUUID()),
    });
    // as many of both: what has run more often is compiled better
    const turns = service.quick ? 480 : 1600;
    const progress = showProgress(service.say, "Processor time: five pairs and a warm-up", 12 * turns);
    try {
      const pairs = await measurePairs(
        () => millisecondsEach(service, floor, turns, progress.advance),
        () => millisecondsEach(service, web, turns, progress.advance),
      );
      return [rowOfPairs("turn: processor time", pairs, "ms", { atMost: AIM }, { decimals: 2 })];
    } finally {
      progress.end();
      await Promise.all([web.stop(), floor.stop()]);
    }
  },
};

async function millisecondsEach(service: BenchService, server: MeasuredProcess, turns: number, answered: () => void): Promise<number> {
  const queues = measuredTurns(service, turns);
  const before = server.processorMilliseconds();
  await sendQueues(server.port, queues, MEASURED_ANSWER, answered);
  return (server.processorMilliseconds() - before) / queues.flat().length;
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
