import { type Command, Option } from "commander";
import { recomputeZones } from "../../domain/booking/recompute-zone.ts";
import { inProgramme } from "../../domain/db.ts";
import { DomainError } from "../../domain/errors.ts";
import { findProgramme } from "../../domain/programmes/create-programme.ts";
import type { WithPool } from "./coordination.ts";

/** The command for after an update of the time zone data: wall times that people agreed stay, instants follow. */
export function addRezoneCommand(program: Command, withPool: WithPool): void {
  program
    .command("rezone")
    .description("after an update of the time zone data: keep the wall times of coming appointments, and move what the data moved")
    .addOption(new Option("--programme <slug>", "which programme").default("demo"))
    .action(async ({ programme }: { programme: string }) => {
      const { moved, conflicting } = await withPool(async (pool) => {
        const programmeId = await findProgramme(pool, programme);
        if (!programmeId) throw new DomainError("programme/unknown", `There is no programme ${programme}.`);
        return inProgramme(pool, programmeId, recomputeZones);
      });
      console.log(`${moved.length} appointments were moved with their reminders.`);
      if (conflicting.length > 0)
        console.log(`${conflicting.length} would fall on another and are in the coordinators' queue, as unconfirmed.`);
    });
}
