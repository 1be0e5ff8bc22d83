import { readFileSync } from "node:fs";
import type { Locale } from "../locale.ts";

export const DOMAINS = ["sante_mentale", "addictologie", "chronique_cancer", "handicap_inclusion", "precarite"] as const;
/** The five domains of peer support. HAS, 2020: https://www.has-sante.fr/jcms/p_3201812 */
export type ConditionDomain = (typeof DOMAINS)[number];

/** A condition or situation. Synonyms may be dated or offensive: they are understood and never shown. */
export interface Condition {
  id: string;
  domain: ConditionDomain;
  /** The letter of its ICD-10 code, by which conditions are near each other; empty where the file has none. The codes are unchecked. */
  chapter: string;
  label: Record<Locale, string>;
  synonyms: string[];
}

const rows = readFileSync(new URL("./catalogue.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1);

/** All conditions, by id, in the catalogue's order. */
export const conditions: ReadonlyMap<string, Condition> = new Map(
  rows.map((row) => {
    const [id = "", domain = "", fr = "", en = "", icd10 = "", synonymsFr = "", synonymsEn = ""] = row.split("\t");
    const synonyms = [fr, en, ...synonymsFr.split("|"), ...synonymsEn.split("|")].map((word) => word.trim()).filter(Boolean);
    return [id, { id, domain: domain as ConditionDomain, chapter: icd10.slice(0, 1), label: { fr, en }, synonyms }];
  }),
);
