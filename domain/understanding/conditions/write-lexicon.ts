/** Writes the lexicon of clues ready-made: npm run lexicon. */
import { writeFileSync } from "node:fs";
import { makeLexicon } from "./make-lexicon.ts";

const made = makeLexicon();
writeFileSync(new URL("lexicon.json", import.meta.url), `${JSON.stringify(made)}\n`);
process.stdout.write(`${made.maps.exact[1].length} clues.\n`);
