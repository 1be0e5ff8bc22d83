import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import { type ProgrammeSettings, programmeSettings } from "./settings.ts";

/** A programme as commands need it. */
export interface ProgrammeRules {
  locale: Locale;
  zone: string;
  settings: ProgrammeSettings;
  /** In its zone, `yyyy-MM-dd`. */
  today: string;
}

/** The rules of the programme whose transaction this is. */
export async function loadRules(db: Db): Promise<ProgrammeRules> {
  const { rows } = await db.query<{ locale: Locale; zone: string; settings: unknown; today: string }>(
    "select locale, zone, settings, to_char(turn_now() at time zone zone, 'YYYY-MM-DD') as today from programme where programme_id = current_programme()",
  );
  const [programme] = rows;
  if (!programme) throw new Error("There is no programme of that transaction.");
  return { ...programme, settings: programmeSettings.parse(programme.settings) };
}
