import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import type { Unit } from "../domain/programmes/unit.ts";

/** A unit by its name and the code on its posters; whether anybody still comes by it. */
export function unitWords({ name, code, isOpen }: Unit, locale: Locale): string {
  const named = `${name} (${code})`;
  return isOpen ? named : screenTexts(locale).t("unit.retired", { unit: named });
}
