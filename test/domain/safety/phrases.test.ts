import { describe, expect, test } from "vitest";
import { cutWords } from "../../../domain/safety/rules/heard.ts";
import { phrasebook } from "../../../domain/safety/rules/phrasebook.ts";
import { compile } from "../../../domain/safety/rules/phrases.ts";
import { hearMessage } from "../../../domain/safety/spelling.ts";

const heard = (text: string) => cutWords(hearMessage(text));
const stands = (phrase: string, text: string) => {
  const book = phrasebook([[phrase]]);
  return book.all(heard(text)).has(0);
};

describe("a phrase", () => {
  test.each([
    ["words as they sound", "veux mourir", "je veu mourrir", true],
    ["words side by side only", "veux mourir", "je veux pas mourir", false],
    ["one of several", "(sauter|me jeter) du pont", "me jeter du pont", true],
    ["what may be left out", "veux (vraiment|pas)? mourir", "je veux pas mourir", true],
    ["a word with or without its last letter", "seule?", "je suis seul", true],
    ["a word by its beginning", "menac*", "il me menaçait", true],
    ["not a word by its middle", "nac*", "il me menaçait", false],
    ["up to so many words between", "prends ..2 corde", "je prends une grosse corde", true],
    ["no more words between", "prends ..2 corde", "je prends une tres grosse corde", false],
    ["no words over the end of a sentence", "prends ..2 corde", "je prends. une corde", false],
    ["figures", "# cachets", "30 cachets", true],
    ["a kind of word", "mon @kin", "mon mari", true],
    ["a child among those close", "mon @child", "mon mari", false],
    ["what must not follow", "mort !(de rire)", "mort de rire", false],
    ["what may follow all the same", "mort !(de rire)", "mort de peur", true],
    ["the end of the message", "en finir .", "je veux en finir", true],
    ["the end of a sentence", "en finir .", "en finir avec ce dossier", false],
  ])("asks for %s", (_, phrase, text, expected) => {
    expect(stands(phrase, text)).toBe(expected);
  });

  test("whose brackets don't match is refused", () => {
    expect(() => compile("(a|b")).toThrow(SyntaxError);
    expect(() => compile("a)")).toThrow(SyntaxError);
  });
});

describe("a phrasebook", () => {
  test("gives the first list that is accepted, wherever it stands", () => {
    const book = phrasebook([["corde"], ["pont"], ["pont", "gare"]]);
    expect(book.first(heard("le pont et la corde"), () => true)).toBe(0);
    expect(book.first(heard("le pont et la corde"), (list) => list > 0)).toBe(1);
    expect(book.first(heard("la gare"), () => true)).toBe(2);
    expect(book.first(heard("le train"), () => true)).toBe(-1);
  });

  test("takes phrases out and leaves a mark that none reads over", () => {
    const book = phrasebook([["mort de rire"], ["prends ..3 corde"]]);
    const said = heard("je prends mort de rire corde");
    expect([...book.all(said).keys()]).toEqual([1, 0]);
    const left = book.without(said, (list) => list === 0);
    expect(left.words.map(({ text }) => text)).toEqual(["je", "pren", "~", "kord"]);
    expect(book.all(left).size).toBe(0);
  });

  test("gives back the same message where nothing is to be taken out", () => {
    const said = heard("je suis la");
    expect(phrasebook([["mort de rire"]]).without(said, () => true)).toBe(said);
  });
});
