import type { Locale } from "../domain/locale.ts";

/** Millionths of the programme's currency, for reading: `12,40`. */
export function money(micros: number, locale: Locale): string {
  const amount = (micros / 1_000_000).toFixed(2);
  return locale === "fr" ? amount.replace(".", ",") : amount;
}
