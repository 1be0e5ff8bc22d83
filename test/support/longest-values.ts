import { DateTime } from "luxon";
import { demoPeers } from "../../bot/demo-peers.ts";
import { type TextArgs, texts } from "../../dialogs/texts/texts.ts";
import { conditions, DOMAINS } from "../../domain/conditions/catalogue.ts";
import type { Locale } from "../../domain/locale.ts";

export const LONG_NAME = "Marie-Christine";
/** 20 letters, the longest name that a programme should take for itself. */
export const LONG_PROGRAMME = "Passerelle Occitanie";

const longest = (words: string[]): string => words.reduce((a, b) => (b.length > a.length ? b : a), "");

/** The date whose name is longest, as it is written in messages. */
export function longestDate(locale: Locale): string {
  const year = Array.from({ length: 365 }, (_, day) => texts(locale).at(DateTime.fromISO("2027-01-01T10:00").plus({ days: day })));
  return longest(year);
}

export const longestAbout = (locale: Locale): string => longest(demoPeers().map(({ about }) => about[locale]));

/** The catalogue's longest labels, longest first. */
export const longestLabels = (locale: Locale, count: number): string[] =>
  [...conditions.values()]
    .map(({ label }) => label[locale])
    .sort((a, b) => b.length - a.length)
    .slice(0, count);

/** For every argument that any text takes, a value as long as it gets in use. */
export function longestArgs(locale: Locale): TextArgs {
  const { t } = texts(locale);
  const at = longestDate(locale);
  const line = t("appointment.line", { at, name: LONG_NAME, status: t("appointment.status.booked") });
  return {
    programme: LONG_PROGRAMME,
    name: LONG_NAME,
    alias: LONG_NAME,
    at,
    due: at,
    count: 3,
    level: 3,
    percent: 100,
    numbers: locale === "fr" ? "1, 2, 3 ou PLUS" : "1, 2, 3 or MORE",
    status: longest((["proposed", "pending", "booked", "cancelled"] as const).map((status) => t(`appointment.status.${status}`))),
    modality: longest((["phone", "video", "in-person", "messages"] as const).map((way) => t(`modality.${way}`))),
    family: longest(DOMAINS.map((name) => t(`findPeer.domain.${name}`))),
    line,
    // as many as are listed for a peer
    lines: [line, line, line, line].join("; "),
  };
}
