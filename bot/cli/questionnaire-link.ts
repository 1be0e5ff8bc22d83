import { type Command, Option } from "commander";
import { makeFormLink } from "../../domain/surveys/form-link.ts";
import type { WithPool } from "./coordination.ts";
import { withinProgramme } from "./within-programme.ts";

const DEFAULT_DAYS = "30";

interface LinkOptions {
  name: string;
  unit?: string;
  days: string;
  programme: string;
}

/** The command that makes a link by which care professionals answer. */
export function addLinkCommand(questionnaire: Command, withPool: WithPool): void {
  questionnaire
    .command("link")
    .description("print a link by which care professionals answer; several may use it, until it expires")
    .option("--unit <name>", "where they work; it stands beside their answers")
    .option("--days <number>", "for how long, 1 to 365", DEFAULT_DAYS)
    .option("--name <name>", "which questionnaire", "professional")
    .addOption(new Option("--programme <slug>", "which programme").default("demo"))
    .action(async ({ name, unit, days, programme }: LinkOptions) => {
      const { url, until } = await withPool(async (pool, { publicUrl, keys }) => {
        const { token, expiresAt } = await withinProgramme(pool, programme, (db) =>
          makeFormLink(db, keys.addressKey, { name, unit: unit ?? null, days: Number(days) }),
        );
        return { url: `${publicUrl}/questionnaire/${programme}/${token}`, until: expiresAt.toUTC().toFormat("yyyy-MM-dd HH:mm") };
      });
      console.log(url);
      console.error(`Until ${until} UTC whoever has it can answer. Only a hash of it is kept, so that it can't be shown again.`);
    });
}
