import type { Command } from "commander";
import { addPlace, closePlace, listPlaces, type Place } from "../../domain/programmes/place.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

interface PlaceOptions {
  address: string;
  signFr: string;
  signEn: string;
  map?: string;
  programme: string;
}

/** Commands for the rooms where people may meet in person: listed ones only. */
export function addPlaceCommands(program: Command, withPool: WithPool): void {
  const place = program.command("place").description("the rooms where patient and peer may meet");

  place
    .command("add")
    .description("list a room; all of its words go out by SMS, so they are short and name no illness")
    .argument("<name>", "what it is called")
    .requiredOption("--address <address>", "street and town")
    .requiredOption("--sign-fr <words>", "how two strangers find each other, in French: une écharpe verte sur la table")
    .requiredOption("--sign-en <words>", "the same in English: a green scarf on the table")
    .option("--map <url>", "a short link to a map, https only")
    .addOption(ofProgramme())
    .action(async (name: string, { address, signFr, signEn, map, programme }: PlaceOptions) => {
      await withPool((pool) =>
        withinProgramme(pool, programme, (db) => addPlace(db, { name, address, mapUrl: map ?? null, signFr, signEn })),
      );
      console.log(`${name} is listed.`);
    });

  place
    .command("list")
    .description("show the rooms that are listed")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const places = await withPool((pool) => withinProgramme(pool, programme, listPlaces));
      console.log(places.length > 0 ? places.map(placeLine).join("\n") : "No room is listed.");
    });

  place
    .command("close")
    .description("take a room off the list; coming appointments there get another room, and both sides are told")
    .argument("<name>", "what it is called")
    .addOption(ofProgramme())
    .action(async (name: string, { programme }: { programme: string }) => {
      await withPool((pool) => withinProgramme(pool, programme, (db) => closePlace(db, name)));
      console.log(`${name} is off the list.`);
    });
}

const placeLine = ({ name, address, mapUrl, signFr, signEn }: Place): string =>
  `${name}, ${address}  sign: ${signFr} / ${signEn}${mapUrl ? `  ${mapUrl}` : ""}`;
