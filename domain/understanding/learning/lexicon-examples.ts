import { conditions } from "../../conditions/catalogue.ts";
import { clues } from "../../conditions/clues.ts";
import { normaliseWords } from "../normalise.ts";
import type { CorpusRow } from "./corpus.ts";

/** How somebody says no more than a name. */
const CARRIERS: Record<string, string[]> = {
  fr: [
    ...["j'ai #", "mon #", "# depuis 3 ans", "je vis avec #", "diagnostic: #", "parler de #", "atteinte de #", "bonjour, c'est pour #"],
    ...[
      "bonjour je cherche quelqu'un pour parler de #",
      "je voudrais parler à quelqu'un qui a #",
      "je cherche un pair, #",
      "besoin d'aide pour #",
    ],
  ],
  en: [
    ...["I have #", "my #", "# for 3 years", "living with #", "diagnosed with #", "about #", "I suffer from #", "hello, it is about #"],
    ...[
      "hello I am looking for someone to talk to about my #",
      "I'd like to talk with someone who has #",
      "I need help with #",
      "looking for a peer, #",
    ],
  ],
};

/**
 * The lexicon as sentences: each name alone and with a few words around it, each other clue alone.
 * What belongs to several conditions is labelled with all.
 *
 * @param nothing sentences about nothing: a name that they use too ("poche") is learned alone only
 */
export function lexiconExamples(nothing: readonly string[]): CorpusRow[] {
  const elsewhere = ` ${nothing.map(normaliseWords).join(" . ")} `;
  const phrases = new Map<string, { phrase: string; lang: string; isName: boolean; ids: string[] }>();
  const put = (phrase: string, lang: string, isName: boolean, id: string) => {
    const key = normaliseWords(phrase);
    const known = phrases.get(key) ?? { phrase, lang, isName, ids: [] };
    phrases.set(key, { ...known, isName: known.isName || isName, ids: [...new Set([...known.ids, id])] });
  };
  for (const { id, label, synonyms } of conditions.values())
    for (const synonym of synonyms) put(synonym, synonym === label.en ? "en" : "fr", true, id);
  for (const { id, kind, phrase, lang } of clues) put(phrase, lang, kind === "name" || kind === "abbreviation", id);
  return [...phrases.values()].flatMap(({ phrase, lang, isName, ids }, at) => {
    const carriers = CARRIERS[lang] ?? [...(CARRIERS["fr"] ?? []), ...(CARRIERS["en"] ?? [])];
    const around =
      isName && !elsewhere.includes(` ${normaliseWords(phrase)} `)
        ? [0, 5, 10].map((step) => carriers[(at + step) % carriers.length] ?? "#")
        : [];
    return ["#", ...around].map((carrier) => ({
      lang,
      manner: "lexicon",
      family: phrase,
      ids: ids.join("|"),
      sentence: carrier.replace("#", phrase),
    }));
  });
}
