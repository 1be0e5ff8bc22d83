import { IntlMessageFormat } from "intl-messageformat";
import type { DateTime } from "luxon";
import type { Locale } from "../../domain/locale.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };

/** Every text that people read, by key. French is the reference; a test keeps English complete. */
export type TextKey = keyof typeof fr;
export type TextArgs = Record<string, string | number>;

const catalogues: Record<Locale, Record<TextKey, string>> = { fr, en };
const compiled = new Map<string, IntlMessageFormat>();

export interface Texts {
  locale: Locale;
  /** The text of a key with its arguments filled in (ICU MessageFormat). */
  t(key: TextKey, args?: TextArgs): string;
  /** An instant for reading, in its own zone: `jeu. 26 nov. 16:30`. */
  at(instant: DateTime): string;
  /** Its day: `jeu. 26 nov.` */
  day(instant: DateTime): string;
}

const SPOKEN: Record<Locale, string> = { fr: "fr-FR", en: "en-GB" };

function makeTexts(locale: Locale): Texts {
  return {
    locale,
    t(key, args) {
      const id = `${locale} ${key}`;
      let message = compiled.get(id);
      if (!message) {
        // texts are plain: "<" in a text or argument is no tag
        message = new IntlMessageFormat(catalogues[locale][key], locale, undefined, { ignoreTag: true });
        compiled.set(id, message);
      }
      return String(message.format(args));
    },
    at: (instant) => instant.setLocale(SPOKEN[locale]).toFormat("ccc d LLL HH:mm"),
    day: (instant) => instant.setLocale(SPOKEN[locale]).toFormat("ccc d LLL"),
  };
}

const made: Record<Locale, Texts> = { fr: makeTexts("fr"), en: makeTexts("en") };

export const texts = (locale: Locale): Texts => made[locale];
