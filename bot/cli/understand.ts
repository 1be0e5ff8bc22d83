import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Command, Option } from "commander";
import type { DateTime } from "luxon";
import type { Answer, Prompt } from "../../dialogs/prompt.ts";
import { LOCALES, type Locale } from "../../domain/locale.ts";
import type { FoundCondition } from "../../domain/understanding/conditions/find-conditions.ts";
import type { FoundTime } from "../../domain/understanding/dates/find-time.ts";

interface Options {
  now?: string;
  zone: string;
  locale: Locale;
}

/** What the router makes of a sentence, for whoever wants to see it: the very functions that a message goes through. Each command loads its own only. */
export function addUnderstandCommands(program: Command): void {
  const understand = program
    .command("understand")
    .description("what is made of sentences: reads them from standard input, one a line, and writes one JSON line for each");
  understand
    .command("condition")
    .description('conditions, best first: {"ids":[...],"because":[...]}; both empty where none is named')
    .action(async () => {
      const { findConditions } = await import("../../domain/understanding/conditions/find-conditions.ts");
      return eachLine((sentence) => conditionsOf(findConditions(sentence)));
    });
  withTime(understand.command("date"))
    .description('when: {"start","end"}, {"ambiguous":[{"start","end"}...]} or {"none":true}; with "hours" for a part of any day')
    .action(async (options: Options, command: Command) => {
      const who = await whoSays(options, command);
      const { findTime } = await import("../../domain/understanding/dates/find-time.ts");
      return eachLine((sentence) => timeOf(findTime(sentence, who)));
    });
  withTime(understand.command("answer"))
    .description(
      'what an answer to a question chooses: {"choice":2}, {"yes":true}, {"no":true}, {"time":...}, {"later":true} or {"none":true}',
    )
    .option("--choices <labels>", "the question's choices, with | between: 'Claire|Inès|Sonia'; without them it is a yes or no")
    .option("--times", "a time in words is an answer too", false)
    .action(async (options: Options & { choices?: string; times: boolean }, command: Command) => {
      const [prompt, who] = [promptOf(options), await whoSays(options, command)];
      const { recognise } = await import("../../dialogs/recognise.ts");
      return eachLine((sentence) => answerOf(recognise(prompt, sentence, who)));
    });
  understand
    .command("safety")
    .description('danger: {"level","rule"}; level 0 to 3, rule null where none fired')
    .action(async () => {
      const { assessSafety } = await import("../../domain/safety/assess-safety.ts");
      return eachLine((sentence) => {
        const { level, rule } = assessSafety(sentence);
        return { level, rule };
      });
    });
  understand
    .command("hints")
    .description("the words that a speech recogniser is told to expect, one a line")
    .addOption(localeOption())
    .action(async ({ locale }: Options) => {
      const { speechHints } = await import("../../domain/understanding/conditions/speech-hints.ts");
      console.log(speechHints(locale).join("\n"));
    });
}

const localeOption = () =>
  new Option("--locale <locale>", "the language to expect; both are understood").choices([...LOCALES]).default("fr");

function withTime(command: Command): Command {
  return command
    .option("--now <instant>", "when it is said, such as 2026-11-24T10:00; without an offset, in the zone (default: as the command starts)")
    .option("--zone <zone>", "the time zone of whoever says it", "Europe/Paris")
    .addOption(localeOption());
}

async function whoSays({ now, zone, locale }: Options, command: Command): Promise<{ now: DateTime; locale: Locale }> {
  const { DateTime, IANAZone } = await import("luxon");
  if (!IANAZone.isValidZone(zone)) command.error("error: A zone is written like Europe/Paris or Indian/Reunion.");
  const said = now === undefined ? DateTime.now().setZone(zone) : DateTime.fromISO(now, { zone });
  if (!said.isValid) command.error("error: An instant is written like 2026-11-24T10:00 or 2026-11-24T10:00+01:00.");
  return { now: said, locale };
}

async function eachLine(understand: (sentence: string) => unknown): Promise<void> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const ended = once(lines, "close");
  lines.on("line", (sentence) => {
    process.stdout.cork();
    process.stdout.write(`${JSON.stringify(understand(sentence))}\n`);
    process.nextTick(() => process.stdout.uncork());
  });
  await ended;
}

const conditionsOf = (found: FoundCondition[]) => ({ ids: found.map(({ id }) => id), because: found[0]?.because ?? [] });

const minute = (instant: DateTime) => instant.toFormat("yyyy-MM-dd'T'HH:mmZZ");
const spanOf = ({ start, end }: { start: DateTime; end: DateTime }) => ({ start: minute(start), end: minute(end) });

function timeOf(found: FoundTime) {
  if (found.kind === "none") return { none: true };
  if (found.kind === "interval") return spanOf(found);
  return { ambiguous: found.readings.map(spanOf), ...(found.hours ? { hours: found.hours } : {}) };
}

function promptOf({ choices, times }: { choices?: string; times: boolean }): Prompt {
  if (choices === undefined) return { kind: "yes-no", text: { key: "talk.yes" } };
  const labels = choices.split("|").map((label) => label.trim());
  return {
    kind: "choice",
    text: { key: "talk.yes" },
    choices: labels.map((label, index) => ({ value: String(index + 1), label })),
    takes: times ? "times" : "wish",
  };
}

function answerOf(said: Answer | "not-understood") {
  if (said === "not-understood" || said.kind === "text" || said.kind === "none") return { none: true };
  if (said.kind === "choice") return { choice: Number(said.value), ...(said.wish ? { time: said.wish } : {}) };
  return said.kind === "time" ? { time: said.wish } : { [said.kind]: true };
}
