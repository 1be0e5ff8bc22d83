import type { SafetySituation } from "../assessment.ts";

export interface Rule {
  /** As logged: small letters and hyphens. */
  rule: string;
  level: 1 | 2 | 3;
  situation: SafetySituation;
  /** As `compile` reads them. */
  phrases: readonly string[];
  /** For what says little by itself: a message is let off that says `calm` things and no `acute` ones. */
  unless?: { calm: readonly string[]; acute: readonly string[] };
}
