import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import type pg from "pg";
import { inProgramme, inTransaction, openPool } from "../../domain/db.ts";
import { DomainError } from "../../domain/errors.ts";
import { migrate } from "../../domain/migrate.ts";
import { invite } from "../../domain/people/invitation.ts";
import { createProgramme, findProgramme } from "../../domain/programmes/create-programme.ts";
import { addSender, checkSender } from "../../domain/programmes/sender.ts";
import { type Config, ConfigError, readConfig, readFiles } from "../config.ts";
import { readLocalEnvironment } from "../local-environment.ts";
import { addCallCommands } from "./calls.ts";
import { addCampaignCommands } from "./campaigns.ts";
import { addCoordinationCommands } from "./coordination.ts";
import { doctor } from "./doctor.ts";
import { addPeerCommands } from "./peers.ts";
import { addPersonCommands } from "./people.ts";
import { addPlaceCommands } from "./places.ts";
import { addQuestionnaireCommands } from "./questionnaires.ts";
import { addRezoneCommand } from "./rezone.ts";
import { addUnderstandCommands } from "./understand.ts";
import { addUnitCommands } from "./units.ts";

const projectDir = fileURLToPath(new URL("../..", import.meta.url));
const environment = () => readLocalEnvironment(process.env, projectDir);
const config = () => readConfig(environment());

/** Nobody waits for a webhook here, and a spreadsheet may be long. */
const COMMAND_PATIENCE_MS = 120_000;

async function withPool<Result>(work: (pool: pg.Pool, settings: Config) => Promise<Result>): Promise<Result> {
  const settings = config();
  const pool = openPool(settings.databaseUrl, "passerelle_app", 2, () => {}, COMMAND_PATIENCE_MS);
  try {
    return await work(pool, settings);
  } finally {
    await pool.end();
  }
}

/** Every command that needs the service's settings, its database or its rules. */
export function addServiceCommands(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to the present version; safe to run again")
    .action(async () => {
      const { DATABASE_URL: url } = readFiles(environment());
      if (!url) throw new ConfigError("DATABASE_URL is missing, and no `npm start` is running");
      let done = 0;
      await migrate(url, (line) => {
        done++;
        console.log(line);
      });
      if (done === 0) console.log("The database is up to date.");
    });

  const programme = program.command("programme").description("programmes and their numbers");
  programme
    .command("create")
    .description("make a programme, with the number that people text")
    .argument("<slug>", "its short name for commands: lower case letters, digits, dashes")
    .requiredOption("--name <name>", "what people are told they talk to, such as Passerelle")
    .requiredOption("--number <number>", "the number people text, such as +33937990001; a French 06 or 07 is refused")
    .addOption(new Option("--locale <locale>", "the programme's first language").choices(["fr", "en"]).default("fr"))
    .option("--zone <zone>", "its time zone", "Europe/Paris")
    .option("--sms-only", "the number carries no calls", false)
    .option("--whatsapp", "the number answers on WhatsApp too", false)
    .action(
      async (
        slug: string,
        options: { name: string; number: string; locale: "fr" | "en"; zone: string; smsOnly: boolean; whatsapp: boolean },
      ) => {
        // a short code or a name can't be called
        const canCall = !options.smsOnly && options.number.startsWith("+");
        const capabilities = { smsOut: true, smsIn: true, voice: canCall, callerId: canCall };
        const checked = checkSender(options.number, capabilities);
        if ("refused" in checked) throw new DomainError("sender/refused", checked.refused);
        await withPool((pool) =>
          inTransaction(pool, async (db) => {
            await createProgramme(db, { slug, name: options.name, locale: options.locale, zone: options.zone });
            await addSender(db, options.number, capabilities);
            if (options.whatsapp) await addSender(db, `whatsapp:${options.number}`, { ...capabilities, voice: false, callerId: false });
          }),
        );
        if (checked.warning) console.log(`Warning: ${checked.warning}`);
        console.log(
          `Made the programme ${slug}. People text ${options.number}; point its webhook at ${config().publicUrl}/twilio/sms (POST).`,
        );
      },
    );

  const peers = program.command("peers").description("the programme's peers");
  addPeerCommands(peers, withPool);
  peers
    .command("invite")
    .description("make a code that links a peer's or coordinator's Teams account, once, within 14 days")
    .argument("<first-name>", "the chosen first name, as patients are told it")
    .option("--programme <slug>", "which programme", "demo")
    .action(async (firstName: string, options: { programme: string }) => {
      const code = await withPool(async (pool, { keys }) => {
        const programmeId = await findProgramme(pool, options.programme);
        if (!programmeId) throw new DomainError("programme/unknown", `There is no programme ${options.programme}.`);
        return inProgramme(pool, programmeId, async (db) => {
          const { rows } = await db.query<{ id: string }>(
            "select person_id as id from peer where lower(display_name) = lower($1) union all select person_id from coordinator where lower(display_name) = lower($1)",
            [firstName],
          );
          if (!rows[0]) throw new DomainError("peer/unknown", `The programme ${options.programme} has nobody called ${firstName}.`);
          if (rows.length > 1)
            throw new DomainError("peer/unknown", `The programme ${options.programme} has ${rows.length} people called ${firstName}.`);
          return invite(db, keys.addressKey, rows[0].id);
        });
      });
      console.log(
        `Code for ${firstName}: ${code}\nIn Teams, ${firstName} opens the chat with the bot and types it. It works once, for 14 days.`,
      );
    });

  addCoordinationCommands(program, withPool);
  addPersonCommands(program, withPool);
  addPlaceCommands(program, withPool);
  addUnitCommands(program, withPool);
  addCallCommands(program, withPool);
  addQuestionnaireCommands(program, withPool);
  addCampaignCommands(program, withPool);
  addRezoneCommand(program, withPool);
  addUnderstandCommands(program);

  program
    .command("demo")
    .description("load the demo programme (fictional peers); refused in production")
    .action(async () => {
      const settings = config();
      if (settings.production) throw new ConfigError("NODE_ENV is production: the demo's codes are public, so it is not loaded there");
      const { loadDemo } = await import("../demo.ts");
      let said = false;
      await loadDemo(settings, (line) => {
        said = true;
        console.log(line);
      });
      if (!said) console.log("The demo programme is loaded already.");
    });

  program
    .command("doctor")
    .description("say in plain words what is wrong with configuration, database, senders, clock and public URL")
    .action(async () => {
      process.exitCode = await doctor(environment(), (line) => console.log(line));
    });
}
