import type { Locale } from "../domain/locale.ts";

/** Millionths of the programme's currency, for reading: `12,40`. */
export function money(micros: number, locale: Locale): string {
  const [whole = "", hundredths] = (micros / 1_000_000).toFixed(2).split(".");
  return `${count(Number(whole), locale)}${locale === "fr" ? "," : "."}${hundredths}`;
}

/** How many, with its thousands apart: `10 000`. */
export const count = (many: number, locale: Locale): string => String(many).replace(/\B(?=(\d{3})+$)/g, locale === "fr" ? "\u202f" : ",");
