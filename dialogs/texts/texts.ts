import { IntlMessageFormat } from "intl-messageformat";
import type { DateTime } from "luxon";
import type { Locale } from "../../domain/locale.ts";
import en from "./en.json" with { type: "json" };
import { forEar } from "./for-ear.ts";
import { forEye } from "./for-eye.ts";
import fr from "./fr.json" with { type: "json" };
import voiceEn from "./voice-en.json" with { type: "json" };
import voiceFr from "./voice-fr.json" with { type: "json" };

/** Every text that people read, by key. French is the reference; a test keeps English complete. */
export type TextKey = keyof typeof fr;
export type TextArgs = Record<string, string | number>;

const catalogues: Record<Locale, Record<TextKey, string>> = { fr, en };
/** Texts whose wording for SMS does not serve the ear. */
const spoken: Record<Locale, Partial<Record<TextKey, string>>> = { fr: voiceFr, en: voiceEn };
const compiled = new Map<string, IntlMessageFormat>();

export interface Texts {
  locale: Locale;
  /** The text of a key with its arguments filled in (ICU MessageFormat). */
  t(key: TextKey, args?: TextArgs): string;
  /** The same for the ear: in its wording for a call if it has one, with dates and numbers as they are said. */
  said(key: TextKey, args?: TextArgs): string;
  /** An instant for reading, in its own zone: `jeu. 26 nov. 16:30`. */
  at(instant: DateTime): string;
  /** Its day: `jeu. 26 nov.` */
  day(instant: DateTime): string;
}

const SPOKEN: Record<Locale, string> = { fr: "fr-FR", en: "en-GB" };

function makeTexts(locale: Locale): Texts {
  const fill = (id: string, text: string, args: TextArgs | undefined): string => {
    let message = compiled.get(id);
    if (!message) {
      // texts are plain: "<" in a text or argument is no tag
      message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
      compiled.set(id, message);
    }
    return String(message.format(args));
  };
  return {
    locale,
    t: (key, args) => fill(`${locale} ${key}`, catalogues[locale][key], args),
    said: (key, args) => forEar(fill(`${locale} said ${key}`, spoken[locale][key] ?? catalogues[locale][key], args), locale),
    at: (instant) => instant.setLocale(SPOKEN[locale]).toFormat("ccc d LLL HH:mm"),
    day: (instant) => instant.setLocale(SPOKEN[locale]).toFormat("ccc d LLL"),
  };
}

const made: Record<Locale, Texts> = { fr: makeTexts("fr"), en: makeTexts("en") };

export const texts = (locale: Locale): Texts => made[locale];

const onScreen: Record<Locale, Texts> = { fr: makeScreenTexts("fr"), en: makeScreenTexts("en") };

/** The same for cards and pages, with the spaces of print. */
export const screenTexts = (locale: Locale): Texts => onScreen[locale];

function makeScreenTexts(locale: Locale): Texts {
  const plain = texts(locale);
  return { ...plain, t: (key, args) => forEye(plain.t(key, args), locale) };
}
