import type { Command } from "commander";
import { recomputeZones } from "../../domain/booking/recompute-zone.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

/** The command for after an update of the time zone data: wall times that people agreed stay, instants follow. */
export function addRezoneCommand(program: Command, withPool: WithPool): void {
  program
    .command("rezone")
    .description("after an update of the time zone data: keep the wall times of coming appointments, and move what the data moved")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const { moved, conflicting } = await withPool((pool) => withinProgramme(pool, programme, recomputeZones));
      console.log(`${moved.length} appointments were moved with their reminders.`);
      if (conflicting.length > 0)
        console.log(`${conflicting.length} would fall on another and are in the coordinators' queue, as unconfirmed.`);
    });
}
