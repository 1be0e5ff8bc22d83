import { findClues } from "./lexicon.ts";
import { wordsOf } from "./read-sentence.ts";

/** Kinds of clue that name an illness or what is taken for it, for whoever reads along. */
const NAMING = /^(name|abbreviation|slang|medicine)(-heard|-near)?$/;

/** Whether words that are to be sent or shown name an illness or its medicine: a list, no guess, so that nobody's room is refused for a likeness. */
export const namesIllness = (text: string): boolean => findClues(wordsOf(text)).some(({ kind }) => NAMING.test(kind));
