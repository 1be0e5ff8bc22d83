import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { type Check, checkQuestionnaire, SURVEY_CHANNELS } from "../../domain/surveys/check-questionnaire.ts";
import type { Finding } from "../../domain/surveys/finding.ts";
import { importQuestionnaire, type ListedQuestionnaire, listQuestionnaires } from "../../domain/surveys/import-questionnaire.ts";
import type { Questionnaire } from "../../domain/surveys/questionnaire.ts";
import { readQuestionnaire } from "../../domain/surveys/read-questionnaire.ts";
import { localesOf } from "../../domain/surveys/wording.ts";
import type { WithPool } from "./coordination.ts";
import { addExportCommand } from "./export-answers.ts";
import { addLinkCommands } from "./questionnaire-link.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

/** Commands for what people are asked: FHIR Questionnaires in files. */
export function addQuestionnaireCommands(program: Command, withPool: WithPool): void {
  const command = program.command("questionnaire").description("what people are asked: FHIR R4 Questionnaires");

  command
    .command("check")
    .description("say on which channels a questionnaire can be asked, and why not on others; needs no database")
    .argument("<file>", "a FHIR R4 Questionnaire, JSON")
    .action(async (path: string) => {
      const read = await readFileOf(path);
      if (!read) return;
      const check = checkQuestionnaire(read);
      console.log(describe(read, check).join("\n"));
      if (SURVEY_CHANNELS.some((channel) => check.channels[channel].fit === "none")) process.exitCode = 1;
    });

  command
    .command("list")
    .description("show the programme's questionnaires: its own, and those that come with the service")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const listed = await withPool((pool) => withinProgramme(pool, programme, listQuestionnaires));
      for (const one of listed) console.log(lineOf(one));
    });

  command
    .command("import")
    .description("make a questionnaire the programme's own; it takes the place of the active one of that name")
    .argument("<file>", "a FHIR R4 Questionnaire, JSON")
    .option("--active", "send it although the file calls it a draft", false)
    .addOption(ofProgramme())
    .action(async (path: string, { active, programme }: { active: boolean; programme: string }) => {
      const read = await readFileOf(path);
      if (!read) return;
      const own: Questionnaire = active && read.status === "draft" ? { ...read, status: "active" } : read;
      await withPool((pool) => withinProgramme(pool, programme, (db) => importQuestionnaire(db, own)));
      console.log(
        own.status === "active"
          ? `${own.name} ${own.version} is asked from now on; whoever has begun another version goes on with that.`
          : `${own.name} ${own.version} is kept as a draft: nobody is sent it. Add --active to send it.`,
      );
    });

  addExportCommand(command, withPool);
  addLinkCommands(command, withPool);
}

/** @returns undefined, with what is wrong said on stderr, if it is none */
async function readFileOf(path: string): Promise<Questionnaire | undefined> {
  process.exitCode = 1;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    console.error(`${path} can't be read (${(error as NodeJS.ErrnoException).code}).`);
    return undefined;
  }
  const read = readQuestionnaire(text);
  if ("findings" in read) {
    for (const line of lines(read.findings)) console.error(line);
    return undefined;
  }
  process.exitCode = 0;
  return read.questionnaire;
}

const FIT = { whole: "fits", "in-part": "fits, without what may be passed over", none: "does not fit" };

function describe({ name, version, status }: Questionnaire, { problems, notes, locales, channels }: Check): string[] {
  return [
    `${name} ${version} (${status}), ${locales.length > 0 ? locales.join(" ") : "complete in no language"}`,
    ...lines(problems),
    ...SURVEY_CHANNELS.flatMap((channel) => [
      `${channel.padEnd(6)} ${FIT[channels[channel].fit]}`,
      ...lines(channels[channel].findings).map((line) => `  ${line}`),
    ]),
    ...notes.map(({ sentence }) => `Note: ${sentence}`),
  ];
}

const lines = (findings: Finding[]) => findings.map(({ code, sentence }) => `${code}: ${sentence}`);

function lineOf({ questionnaire, status, own }: ListedQuestionnaire): string {
  const { channels } = checkQuestionnaire(questionnaire);
  const fits = SURVEY_CHANNELS.filter((channel) => channels[channel].fit !== "none").join(" ");
  const columns = [
    questionnaire.name.padEnd(14),
    questionnaire.version.padEnd(8),
    status.padEnd(8),
    (own ? "own" : "shipped").padEnd(8),
    localesOf(questionnaire).join(" ").padEnd(6),
    fits.padEnd(16),
    questionnaire.title,
  ];
  return columns.join("  ");
}
