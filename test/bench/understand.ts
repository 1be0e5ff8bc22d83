import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Figure, FigureRow } from "./figure.ts";
import { openRecordedBot } from "./in-process-bot.ts";
import { measurePairs, median, ratioOf } from "./pairs.ts";
import { FIRST_TEXTS, MEASURED_TEXT, phonesOf } from "./patients.ts";
import { showProgress } from "./progress.ts";
import { KINDS, type Kind, sentencesFor, UNDERSTAND } from "./sentences.ts";

const AIM_OF_A_TURN = 0.1;
const AIM_OF_AN_IMPORT = 1;
const SENTENCES = 1000;
const PASSERELLE = fileURLToPath(new URL("../../bot/cli/passerelle.ts", import.meta.url));

/** What it takes to understand a sentence, of each kind: against a turn in the same process, and 1,000 by the command against importing botbuilder, each in a fresh process. */
export const understand: Figure = {
  name: "understand",
  about: "understanding a sentence of each kind against a turn, and 1,000 against importing botbuilder",
  async measure(service) {
    const turns = service.quick ? 40 : 200;
    const progress = showProgress(service.say, "Understand: five pairs and a warm-up, of each kind", KINDS.length * 24);
    const bot = openRecordedBot(service);
    try {
      const turn = await openTurn(bot);
      const rows: FigureRow[] = [];
      for (const kind of KINDS) {
        const sentences = sentencesFor(kind, SENTENCES);
        const each = (work: () => number | Promise<number>) => async () => {
          const measured = await work();
          progress.advance();
          return measured;
        };
        rows.push(
          row(
            `understand: ${kind}, against a turn`,
            AIM_OF_A_TURN,
            await measurePairs(
              each(() => turn(turns)),
              each(() => sentence(kind, sentences)),
            ),
          ),
          row(
            `understand: 1,000 of ${kind}, against an import`,
            AIM_OF_AN_IMPORT,
            await measurePairs(
              // both with the start of Node, and with reading the words from a pipe
              each(() => run(["--input-type=module", "--eval", 'await import("botbuilder")'], "")),
              each(() => run([PASSERELLE, "understand", kind], sentences.join("\n"))),
            ),
          ),
        );
      }
      return rows;
    } finally {
      progress.end();
      await bot.close();
    }
  },
};

function row(figure: string, aim: number, pairs: Awaited<ReturnType<typeof measurePairs>>): FigureRow {
  const { ratio, spread } = ratioOf(pairs);
  const ms = (numbers: number[]) => `${median(numbers).toPrecision(3)} ms`;
  return {
    figure,
    floor: ms(pairs.map(({ floor }) => floor)),
    measured: ms(pairs.map(({ product }) => product)),
    ratio: `${ratio.toFixed(3)} (${spread})`,
    aim: `<= ${aim}`,
    met: ratio <= aim,
  };
}

/** Brings a patient to the question about peers; gives a function that takes the measured turn so often, and gives the milliseconds of one. */
async function openTurn(bot: ReturnType<typeof openRecordedBot>): Promise<(turns: number) => Promise<number>> {
  const phone = phonesOf("counted").at(-1) ?? "";
  for (const text of FIRST_TEXTS) await bot.text(phone, text);
  return async (turns) => {
    const startedAt = performance.now();
    for (let turn = 0; turn < turns; turn++) {
      const { answer } = await bot.text(phone, MEASURED_TEXT);
      if (!/1 .* PLUS/s.test(answer)) throw new Error(`"${MEASURED_TEXT}" was answered: ${answer}`);
    }
    return (performance.now() - startedAt) / turns;
  };
}

/** Milliseconds of one sentence. */
function sentence(kind: Kind, sentences: string[]): number {
  const startedAt = performance.now();
  for (const said of sentences) UNDERSTAND[kind](said);
  return (performance.now() - startedAt) / sentences.length;
}

/** Milliseconds from start to end of a fresh Node. */
async function run(words: string[], input: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, words, { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(input);
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(`${words.at(-1)} ended with ${exitCode}.`);
  return performance.now() - startedAt;
}
