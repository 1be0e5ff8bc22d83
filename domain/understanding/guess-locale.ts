import type { Locale } from "../locale.ts";

const COMMON: Record<Locale, Set<string>> = {
  en: new Set("i the my with am have hello hi looking someone talk to and need you about help want for yes".split(" ")),
  fr: new Set("je le la les mon ma mes avec bonjour salut cherche quelqu'un parler et de un une pour besoin suis ai j'ai oui".split(" ")),
};

/** The language of a first message, by its commonest words; undefined if they do not tell. */
export function guessLocale(said: string): Locale | undefined {
  const words = said.toLowerCase().split(/[^\p{L}']+/u);
  const count = (locale: Locale) => words.filter((word) => COMMON[locale].has(word)).length;
  const [english, french] = [count("en"), count("fr")];
  return english > french ? "en" : french > english ? "fr" : undefined;
}
