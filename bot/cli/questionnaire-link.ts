import type { Command } from "commander";
import { endFormLink, type ListedFormLink, listFormLinks, makeFormLink } from "../../domain/surveys/form-link.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

const DEFAULT_DAYS = "30";
/** As many digits as tell links apart. */
const SHOWN_ID = 8;

interface LinkOptions {
  name: string;
  unit?: string;
  days: string;
  end?: string;
  programme: string;
}

/** The commands that make, end and list links by which care professionals answer. */
export function addLinkCommands(questionnaire: Command, withPool: WithPool): void {
  questionnaire
    .command("link")
    .description("print a link by which care professionals answer; several may use it, until it expires or is ended")
    .option("--unit <name>", "where they work; it stands beside their answers")
    .option("--days <number>", "for how long, 1 to 365", DEFAULT_DAYS)
    .option("--name <name>", "which questionnaire", "professional")
    .option("--end <link>", "make none, but end this one: the link itself, or its id, as `questionnaire links` shows it")
    .addOption(ofProgramme())
    .action(async ({ name, unit, days, end, programme }: LinkOptions) => {
      if (end !== undefined) {
        const ended = await withPool((pool, { keys }) =>
          withinProgramme(pool, programme, (db) => endFormLink(db, keys.addressKey, end.trim().toLowerCase())),
        );
        console.log(`Ended: ${lineOf(ended)}`);
        return;
      }
      const { url, until } = await withPool(async (pool, { publicUrl, keys }) => {
        const { token, expiresAt } = await withinProgramme(pool, programme, (db) =>
          makeFormLink(db, keys.addressKey, { name, unit: unit ?? null, days: Number(days) }),
        );
        return { url: `${publicUrl}/questionnaire/${programme}/${token}`, until: expiresAt.toUTC().toFormat("yyyy-MM-dd HH:mm") };
      });
      console.log(url);
      console.error(`Until ${until} UTC whoever has it can answer. Only a hash of it is kept, so that it can't be shown again.`);
    });

  questionnaire
    .command("links")
    .description("show the links by which care professionals answer: their id, questionnaire, unit, end, and how many forms came")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const links = await withPool((pool) => withinProgramme(pool, programme, listFormLinks));
      console.log(links.length > 0 ? links.map(lineOf).join("\n") : "There is no link: questionnaire link makes one.");
    });
}

/** What is needed to end it, and to know which it is; not the link. */
const lineOf = ({ id, name, version, unit, expiresAt, isOpen, forms }: ListedFormLink): string =>
  [
    id.slice(0, SHOWN_ID),
    `${name} ${version}`.padEnd(16),
    `${isOpen ? "until" : "ended"} ${expiresAt.toUTC().toFormat("yyyy-MM-dd HH:mm")} UTC`,
    `${forms} ${forms === 1 ? "form" : "forms"}`.padEnd(9),
    unit ?? "-",
  ].join("  ");
