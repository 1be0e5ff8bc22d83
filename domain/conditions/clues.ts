import { readdirSync, readFileSync } from "node:fs";

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

const folder = new URL("./clues/", import.meta.url);

/** All clues, a file for each domain of the catalogue. From memory and unchecked, like the catalogue's codes; a test reads every line. */
export const clues: readonly Clue[] = readdirSync(folder)
  .filter((file) => file.endsWith(".tsv"))
  .sort()
  .flatMap((file) => readFileSync(new URL(file, folder), "utf8").trim().split("\n").slice(1))
  .map((line) => {
    const [id = "", lang = "", kind = "", phrase = ""] = line.split("\t");
    return { id, lang: lang as Clue["lang"], kind: kind as ClueKind, phrase };
  });
