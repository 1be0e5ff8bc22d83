import type { Command } from "commander";
import type pg from "pg";
import { DomainError } from "../../domain/errors.ts";
import { resetCode } from "../../domain/people/code.ts";
import { approveNumberChange } from "../../domain/people/number-change.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

interface Whose {
  reference: string;
  programme: string;
}

/** Commands for what a coordinator has settled with a person: a forgotten code, a lost phone. */
export function addPersonCommands(program: Command, withPool: WithPool): void {
  const whose = (command: Command) =>
    command.requiredOption("--reference <digits>", "the reference of an appointment of theirs").addOption(ofProgramme());

  whose(program.command("code").description("the codes of shared phones").command("reset"))
    .description("take a forgotten code away, after speaking to the person; they are asked to choose another")
    .action(async (options: Whose) => {
      const done = await ofPatient(withPool, options, resetCode);
      console.log(done === "reset" ? "The code is gone. The person is asked to choose another." : "This person has no code.");
    });

  whose(program.command("number").description("changes of number").command("approve"))
    .description("let the number that was asked for from a new phone be the person's, after speaking to them")
    .action(async (options: Whose) => {
      const done = await ofPatient(withPool, options, (db, personId) => approveNumberChange(db, personId, null));
      console.log(
        done === "approved" ? "The number is being changed; the person is told there." : "No new number is waiting for this person.",
      );
    });
}

function ofPatient<Result>(
  withPool: WithPool,
  { reference, programme }: Whose,
  work: (db: pg.PoolClient, personId: string) => Promise<Result>,
): Promise<Result> {
  return withPool((pool) =>
    withinProgramme(pool, programme, async (db) => {
      const { rows } = await db.query<{ id: string }>(
        "select patient_id as id from appointment where reference = $1 order by created_at desc limit 1",
        [reference.replace(/\D/g, "")],
      );
      if (!rows[0]) throw new DomainError("booking/unknown", "No appointment has that reference.");
      return work(db, rows[0].id);
    }),
  );
}
