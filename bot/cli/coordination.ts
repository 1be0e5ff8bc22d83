import { type Command, Option } from "commander";
import type pg from "pg";
import { addShifts, listShifts, removeShifts, type StoredShift } from "../../domain/coordination/shifts.ts";
import { DomainError } from "../../domain/errors.ts";
import { addCoordinator, addPhone } from "../../domain/peers/add-peer.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { findCoordinator } from "../../domain/people/coordinators.ts";
import { freezePerson, unfreezePerson } from "../../domain/people/freeze.ts";
import { invite } from "../../domain/people/invitation.ts";
import { seal } from "../../domain/people/seal.ts";
import type { Config } from "../config.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

/** Runs work on the database that the configuration names. */
export type WithPool = <Result>(work: (pool: pg.Pool, settings: Config) => Promise<Result>) => Promise<Result>;

/** Commands for a programme's coordinators, their rota, and stopping everything about somebody. */
export function addCoordinationCommands(program: Command, withPool: WithPool): void {
  addRota(program.command("rota").description("who of the coordinators is on duty when; nobody is, where it is empty"), withPool);
  addCoordinators(program.command("coordinator").description("the programme's coordinators"), withPool);
  addPeople(program.command("people").description("stop or resume everything automatic about somebody"), withPool);
}

function addRota(rota: Command, withPool: WithPool): void {
  rota
    .command("list")
    .description("show the rota, by day and time")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const shifts = await withPool((pool) => withinProgramme(pool, programme, listShifts));
      console.log(shifts.length > 0 ? shifts.map(shiftLine).join("\n") : "The rota is empty: nobody is on duty, and people are told so.");
    });
  rota
    .command("add")
    .description("put a coordinator on duty, every week; times are the programme's own")
    .argument("<first-name>", "the coordinator's first name")
    .requiredOption("--days <days>", "such as mon-fri, or sat,sun")
    .requiredOption("--from <time>", "when it begins, such as 09:00")
    .requiredOption("--to <time>", "when it ends, such as 17:00; 24:00 is the end of the day")
    .option("--rank <number>", "1 is paged first, then 2, and so on", "1")
    .option("--holidays", "on public holidays too", false)
    .addOption(ofProgramme())
    .action(
      async (name: string, options: { days: string; from: string; to: string; rank: string; holidays: boolean; programme: string }) => {
        const weekdays = parseDays(options.days);
        await withPool((pool) =>
          withinProgramme(pool, options.programme, async (db) => {
            const shift = {
              weekdays,
              startsAt: options.from,
              endsAt: options.to,
              rank: Number(options.rank),
              onHolidays: options.holidays,
            };
            await addShifts(db, await findCoordinator(db, name), shift);
          }),
        );
        console.log(
          `${name} is on duty: ${options.days} ${options.from} to ${options.to}${options.holidays ? ", on public holidays too" : ""}.`,
        );
      },
    );
  rota
    .command("remove")
    .description("take a coordinator off duty, altogether or on some days")
    .argument("<first-name>", "the coordinator's first name")
    .option("--days <days>", "such as mon-fri, or sat,sun", "mon-sun")
    .addOption(ofProgramme())
    .action(async (name: string, options: { days: string; programme: string }) => {
      const weekdays = parseDays(options.days);
      const count = await withPool((pool) =>
        withinProgramme(pool, options.programme, async (db) => removeShifts(db, await findCoordinator(db, name), weekdays)),
      );
      console.log(count > 0 ? `Removed ${count} ${count > 1 ? "shifts" : "shift"} of ${name}.` : `${name} had no shift on those days.`);
    });
}

function addCoordinators(coordinator: Command, withPool: WithPool): void {
  coordinator
    .command("add")
    .description("add a coordinator, and make the code that links their Teams account")
    .argument("<first-name>", "what colleagues and peers call them")
    .option("--phone <number>", "where they are paged by SMS too, such as +33639980000")
    .addOption(new Option("--locale <locale>", "their language").choices(["fr", "en"]).default("fr"))
    .option("--zone <zone>", "their time zone", "Europe/Paris")
    .addOption(ofProgramme())
    .action(async (displayName: string, options: { phone?: string; locale: "fr" | "en"; zone: string; programme: string }) => {
      const { phone, locale, zone } = options;
      if (phone !== undefined && !/^\+[1-9]\d{6,14}$/.test(phone)) {
        throw new DomainError("coordinator/refused", "A phone is given with its country, such as +33639980000.");
      }
      const code = await withPool((pool, { keys }) =>
        withinProgramme(pool, options.programme, async (db) => {
          const id = await addCoordinator(db, { displayName, locale, zone });
          if (phone) {
            const sealed = seal({ id: keys.fieldKeyId, key: keys.fieldKey }, phone);
            await addPhone(db, id, { addressKey: addressKey(keys.addressKey, phone), sealed });
          }
          return invite(db, keys.addressKey, id);
        }),
      );
      console.log(
        `Added ${displayName}. Code: ${code}\nIn Teams, ${displayName} opens the chat with the bot and types it. It works once, for 14 days.\nNext: passerelle rota add ${displayName} --days mon-fri --from 09:00 --to 17:00`,
      );
    });
}

function addPeople(people: Command, withPool: WithPool): void {
  const who = (command: Command) =>
    command
      .option("--peer <first-name>", "a peer")
      .option("--reference <digits>", "the patient of the appointment with this reference")
      .addOption(ofProgramme());
  who(people.command("freeze"))
    .description(
      "a death, a relapse, a hospital stay: nothing automatic any more, appointments end without a word; coordinators speak to each person",
    )
    .action(async (options: WhoOptions) => {
      const done = await withPool((pool) =>
        withinProgramme(pool, options.programme, async (db) => freezePerson(db, await findPerson(db, options), null)),
      );
      console.log(done === "frozen" ? "Everything is stopped. Whom to speak to is in the coordinators' queue." : "That was so already.");
    });
  who(people.command("unfreeze"))
    .description("let messages go on; what was cancelled stays so")
    .action(async (options: WhoOptions) => {
      const done = await withPool((pool) =>
        withinProgramme(pool, options.programme, async (db) => unfreezePerson(db, await findPerson(db, options), null)),
      );
      console.log(done === "unfrozen" ? "Messages go on." : "Nothing was stopped.");
    });
}

interface WhoOptions {
  peer?: string;
  reference?: string;
  programme: string;
}

async function findPerson(db: pg.PoolClient, { peer, reference }: WhoOptions): Promise<string> {
  if (Boolean(peer) === Boolean(reference)) throw new DomainError("peer/unknown", "Say who: --peer NAME, or --reference 12345678.");
  const { rows } = peer
    ? await db.query<{ id: string }>("select person_id as id from peer where lower(display_name) = lower($1)", [peer])
    : await db.query<{ id: string }>("select patient_id as id from appointment where reference = $1 order by created_at desc limit 1", [
        reference?.replace(/\D/g, ""),
      ]);
  const [found, another] = rows;
  if (!found)
    throw new DomainError("peer/unknown", peer ? `The programme has no peer called ${peer}.` : "No appointment has that reference.");
  if (another)
    throw new DomainError(
      "peer/unknown",
      `The programme has ${rows.length} peers called ${peer}: use an appointment or the coordinators' queue.`,
    );
  return found.id;
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * The ISO weekdays of `mon-fri`, `sat,sun`, `fri-mon`.
 *
 * @throws {DomainError} `rota/refused`
 */
export function parseDays(said: string): number[] {
  const found = said
    .toLowerCase()
    .split(",")
    .flatMap((part) => {
      const [first = "", last = first, ...rest] = part.trim().split("-");
      const [from, to] = [DAYS.indexOf(first), DAYS.indexOf(last)];
      if (from < 0 || to < 0 || rest.length > 0) {
        throw new DomainError("rota/refused", `Days are given as mon-fri, or sat,sun; not ${said}.`);
      }
      return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => ((from + index) % 7) + 1);
    });
  return [...new Set(found)].sort();
}

const shiftLine = ({ weekday, startsAt, endsAt, rank, name, onHolidays }: StoredShift): string =>
  `${DAYS[weekday - 1]} ${startsAt} to ${endsAt}  rank ${rank}  ${name}${onHolidays ? "  (public holidays too)" : ""}`;
