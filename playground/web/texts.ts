import { en, enCodes } from "./texts-en.ts";
import { fr, frCodes } from "./texts-fr.ts";

export type Language = "fr" | "en";
export type TextKey = keyof typeof fr;

const TEXTS = { fr, en };
const CODES = { fr: frCodes, en: enCodes };
const ZONE = "Europe/Paris";

let current: Language = localStorage.getItem("language") === "en" ? "en" : "fr";
let aheadMs = 0;

/** The page's language: French, until another was chosen. */
export function language(): Language {
  return current;
}

/** Changes the page's language and keeps the choice. */
export function chooseLanguage(chosen: Language): void {
  current = chosen;
  localStorage.setItem("language", chosen);
}

/** A text of the page in its language. */
export function t(key: TextKey): string {
  return TEXTS[current][key];
}

/** A text with its `{names}` filled in. */
export function fill(key: TextKey, values: Record<string, string>): string {
  return t(key).replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A code of the service in words, or as it is. */
export function codeText(kind: "channel" | "class" | "state" | "reason", code: string): string {
  return CODES[current][kind]?.[code] ?? code;
}

/** Writes all fixed texts, labels and placeholders of the page. */
export function writeTexts(): void {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) element.textContent = t(element.dataset.text as TextKey);
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]"))
    element.setAttribute("aria-label", t(element.dataset.label as TextKey));
  for (const element of document.querySelectorAll<HTMLTextAreaElement>("[data-hint]"))
    element.placeholder = t(element.dataset.hint as TextKey);
}

/** How far the service's time is ahead of this machine's. */
export function setAhead(ms: number): void {
  aheadMs = ms;
}

/** The service's time. */
export function serviceNow(): Date {
  return new Date(Date.now() + aheadMs);
}

const HOUR = { hour: "2-digit", minute: "2-digit" } as const;

/** An instant as a chat shows it: the hour on the service's present day, else day and hour. */
export function shortTime(iso: string): string {
  const at = new Date(iso);
  const isToday = wallTime(at).slice(0, 10) === wallTime(serviceNow()).slice(0, 10);
  return write(at, isToday ? HOUR : { day: "numeric", month: "short", ...HOUR });
}

/** Weekday, day and hour, short. */
export function dayAndTime(iso: string): string {
  return write(new Date(iso), { weekday: "short", day: "numeric", month: "short", ...HOUR });
}

/** The hour alone. */
export function hourOf(at: Date): string {
  return write(at, HOUR);
}

/** Weekday and date in full. */
export function dateOf(at: Date): string {
  return write(at, { weekday: "long", day: "numeric", month: "long" });
}

function write(at: Date, format: Intl.DateTimeFormatOptions): string {
  return at.toLocaleString(current === "fr" ? "fr-FR" : "en-GB", { ...format, timeZone: ZONE });
}

/** `2026-11-24T10:00`: what a clock on a wall in Paris shows, as an input field wants it. */
export function wallTime(at: Date): string {
  return at.toLocaleString("sv-SE", { timeZone: ZONE }).slice(0, 16).replace(" ", "T");
}

/** `+33639980001` as a person writes it: `06 39 98 00 01`. */
export function readableNumber(number: string): string {
  return number.replace(/^\+33(\d)(\d{2})(\d{2})(\d{2})(\d{2})$/, "0$1 $2 $3 $4 $5");
}
