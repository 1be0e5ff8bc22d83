import { readFileSync } from "node:fs";
import type { Locale } from "../locale.ts";

export const DOMAINS = ["sante_mentale", "addictologie", "chronique_cancer", "handicap_inclusion", "precarite"] as const;
/** The five domains of peer support. HAS, 2020: https://www.has-sante.fr/jcms/p_3201812 */
export type ConditionDomain = (typeof DOMAINS)[number];

/** A condition or situation. Synonyms may be dated or offensive: they are understood and never shown. ICD-10 codes in the file are unchecked. */
export interface Condition {
  id: string;
  domain: ConditionDomain;
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
    const [id = "", domain = "", fr = "", en = "", , synonymsFr = "", synonymsEn = ""] = row.split("\t");
    const synonyms = [fr, en, ...synonymsFr.split("|"), ...synonymsEn.split("|")].map((word) => word.trim()).filter(Boolean);
    return [id, { id, domain: domain as ConditionDomain, label: { fr, en }, synonyms }];
  }),
);
