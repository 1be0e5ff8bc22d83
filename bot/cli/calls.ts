import { type Command, Option } from "commander";
import { DomainError } from "../../domain/errors.ts";
import { addSender } from "../../domain/programmes/sender.ts";
import { ATTENDANCES, type AttendanceWord, correctAttendance } from "../../domain/sessions/correct-attendance.ts";
import { measurePool, type Pool } from "../../domain/sessions/pool.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

/** Commands for masked calls: the numbers that pairs talk over, and what is recorded of a talk. */
export function addCallCommands(program: Command, withPool: WithPool): void {
  const numbers = program.command("pool").description("the numbers over which patient and peer talk, each hidden from the other");

  numbers
    .command("add")
    .description("add a number to the pool; its calls and texts must come to the same webhooks as the programme's own")
    .argument("<number>", "such as +33199001101; a French 06 or 07 is refused")
    .option("--no-sms", "it carries calls only: nothing can be written to each other over it")
    .addOption(ofProgramme())
    .action(async (number: string, { sms, programme }: { sms: boolean; programme: string }) => {
      const { added, pool } = await withPool((connections) =>
        withinProgramme(connections, programme, async (db) => ({
          added: await addSender(db, number, { smsOut: sms, smsIn: sms, voice: true, callerId: true, pool: true }),
          pool: await measurePool(db),
        })),
      );
      if (added.warning) console.log(`Warning: ${added.warning}`);
      console.log(`${number} is in the pool.\n${poolLine(pool)}`);
    });

  numbers
    .command("list")
    .description("show the pool, how many numbers it needs, and how many pairs have to share one")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const { listed, pool } = await withPool((connections) =>
        withinProgramme(connections, programme, async (db) => ({
          listed: (
            await db.query<{ address: string; pairs: number }>(
              `select address, (select count(*)::integer / 2 from number_lease l where l.sender_id = sender.sender_id and upper(l.during) > turn_now()) as pairs
               from sender where programme_id = current_programme() and pool order by created_at, address`,
            )
          ).rows,
          pool: await measurePool(db),
        })),
      );
      for (const { address, pairs } of listed) console.log(`${address}  ${pairs} ${pairs === 1 ? "pair" : "pairs"}`);
      console.log(poolLine(pool));
    });

  program
    .command("attendance")
    .description("what is recorded of a talk: whether it took place")
    .command("correct")
    .description("correct it, within 7 days of the talk")
    .argument("<reference>", "the appointment's eight digits")
    .addOption(new Option("--as <status>", "what it was").choices(ATTENDANCES).makeOptionMandatory())
    .addOption(ofProgramme())
    .action(async (reference: string, { as, programme }: { as: AttendanceWord; programme: string }) => {
      await withPool((connections) =>
        withinProgramme(connections, programme, async (db) => {
          const { rows } = await db.query<{ id: string }>(
            "select appointment_id as id from appointment where reference = $1 order by created_at desc limit 1",
            [reference.replace(/\D/g, "")],
          );
          if (!rows[0]) throw new DomainError("booking/unknown", `The programme ${programme} has no appointment ${reference}.`);
          await correctAttendance(db, rows[0].id, as, null);
        }),
      );
      console.log(`Recorded as ${as === "fulfilled" ? "held" : `missed (${as})`}.`);
    });
}

/** What a pool has and needs, in words. */
export function poolLine({ size, needed, sharing }: Pool): string {
  const now = `${size} ${size === 1 ? "number" : "numbers"}, ${needed} needed as things stand (as many as the busiest person has pairs)`;
  return sharing > 0 ? `${now}; ${sharing} ${sharing === 1 ? "pair shares" : "pairs share"} a number, and calls by a code` : now;
}
