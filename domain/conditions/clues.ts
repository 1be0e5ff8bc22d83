import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { z } from "zod";

/** How a clue tells of a condition. A name or an abbreviation says it; the others only hint at it. */
export const CLUE_KINDS = ["name", "abbreviation", "slang", "medicine", "procedure", "device", "symptom", "place"] as const;
export type ClueKind = (typeof CLUE_KINDS)[number];

/** Words by which a condition is known, beside its names in the catalogue. They are understood and never shown. */
export interface Clue {
  id: string;
  lang: "fr" | "en" | "both";
  kind: ClueKind;
  phrase: string;
}

const row = z.object({ id: z.string(), lang: z.enum(["fr", "en", "both"]), kind: z.enum(CLUE_KINDS), phrase: z.string().min(1) });

const folder = new URL("./clues/", import.meta.url);

/** All clues, a file for each domain of the catalogue. From memory and unchecked, like the catalogue's codes. */
export const clues: readonly Clue[] = readdirSync(folder)
  .filter((file) => file.endsWith(".tsv"))
  .sort()
  .flatMap((file) => z.array(row).parse(parse(readFileSync(new URL(file, folder)), { columns: true, delimiter: "\t", quote: false })));
