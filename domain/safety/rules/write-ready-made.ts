/** Writes the phrases of all safety rules ready-made: npm run phrases. */
import { writeFileSync } from "node:fs";
import "../assess-safety.ts";
import { asked } from "./phrasebook.ts";
import { packReadyMade } from "./ready-made.ts";

const bytes = packReadyMade(asked);
writeFileSync(new URL("ready-made.bin", import.meta.url), bytes);
process.stdout.write(`${asked.length} books of phrases, ${Math.round(bytes.length / 1024)} KiB.\n`);
