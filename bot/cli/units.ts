import type { Command } from "commander";
import { loadRules } from "../../domain/programmes/load-rules.ts";
import { addUnit, countPatients, listUnits, retireUnit, type Unit } from "../../domain/programmes/unit.ts";
import { meansSomething } from "../means-something.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

/** Commands for the units where a programme's posters hang, each with a code that people write. */
export function addUnitCommands(program: Command, withPool: WithPool): void {
  const unit = program.command("unit").description("wards and other places with posters of their own: by whose code people come");

  unit
    .command("add")
    .description('add a unit; its posters say to write the code, as in "Bonjour GASTRO7". One that was retired takes newcomers again')
    .argument("<name>", "what the team calls it; it goes out in no message")
    .option("--code <code>", "4 to 7 letters and digits, a letter first; made from the name if it is left out. It can't be changed later")
    .addOption(ofProgramme())
    .action(async (name: string, { code, programme }: { code?: string; programme: string }) => {
      const added = await withPool((pool) => withinProgramme(pool, programme, (db) => addUnit(db, null, { name, code }, meansSomething)));
      console.log(`${added.name} has the code ${added.code}. Its posters say: "Écrivez BONJOUR ${added.code}".`);
    });

  unit
    .command("list")
    .description("show the units, with how many patients came by each; few are not counted out")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const lines = await withPool((pool) =>
        withinProgramme(pool, programme, async (db) => {
          const { smallestGroup } = (await loadRules(db)).settings.figures;
          const counts = await countPatients(db);
          return (await listUnits(db)).map((one) => lineOf(one, counts.get(one.code) ?? 0, smallestGroup));
        }),
      );
      console.log(lines.length > 0 ? lines.join("\n") : "There is no unit.");
    });

  unit
    .command("retire")
    .description("let nobody new come by a unit's code; whoever did is still asked by campaigns for it")
    .argument("<code-or-name>", "the unit's code or name")
    .addOption(ofProgramme())
    .action(async (said: string, { programme }: { programme: string }) => {
      const name = await withPool((pool) => withinProgramme(pool, programme, (db) => retireUnit(db, null, said)));
      console.log(`${name} is retired: its code counts for nobody new.`);
    });
}

const lineOf = ({ name, code, isOpen }: Unit, patients: number, smallestGroup: number): string =>
  [
    code.padEnd(7),
    (isOpen ? "open" : "retired").padEnd(7),
    (patients < smallestGroup ? `fewer than ${smallestGroup} patients` : `${patients} patients`).padEnd(24),
    name,
  ].join("  ");
