import { conditions } from "../../conditions/catalogue.ts";
import type { Locale } from "../../locale.ts";

/** At most so many phrases of so many characters: https://www.twilio.com/docs/voice/twiml/gather#hints */
const [MOST, LONGEST] = [500, 100];

/**
 * What a speech recogniser is told to expect when somebody says what they live with: the catalogue's names, the same words that are understood when they are written.
 * Synonyms that are only misspellings sound like the name and are left out by what sounds the same.
 */
export function speechHints(locale: Locale): string[] {
  const names = [...conditions.values()].map(({ label }) => label[locale]);
  return [
    ...new Set(
      names.map((name) =>
        name
          .replace(/[,()/]+/g, " ")
          .replace(/ +/g, " ")
          .trim(),
      ),
    ),
  ]
    .filter((name) => name.length <= LONGEST)
    .slice(0, MOST);
}
