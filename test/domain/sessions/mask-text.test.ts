import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskText } from "../../../domain/sessions/mask-text.ts";

describe("takes out what its writer could be found by", () => {
  test.each([
    ["mon numéro c'est le 06 39 98 12 34 si tu veux", "mon numéro c'est le [...] si tu veux"],
    ["06.39.98.12.34", "[...]"],
    ["+33 6 39 98 12 34", "[...]"],
    ["appelle au 0 6 3 9 9 8 1 2 3 4 !", "appelle au [...] !"],
    ["c'est le zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre", "c'est le [...]"],
    ["zero six three nine nine eight one two, call me", "[...] call me"],
    ["écris à lou.martin@exemple.fr stp", "écris à [...] stp"],
    ["lou arobase exemple point fr", "[...]"],
    ["regarde https://exemple.org/lou ou www.exemple.org", "regarde [...] ou [...]"],
    ["je suis sur exemple.com/lou", "je suis sur [...]"],
    ["sur insta: @lou_m78", "sur insta: [...]"],
    ["j'habite 12 bis rue des Lilas, viens", "j'habite [...], viens"],
    ["rue de la République à gauche", "[...]"],
    ["au 35000 Rennes", "au [...]"],
    ["12 Main Street", "[...]"],
  ])("%s", (said, passedOn) => {
    expect(maskText(said)).toBe(passedOn);
  });
});

describe("leaves what people tell each other", () => {
  test.each([
    "J'ai été opérée en 2015, et ça va mieux depuis 3 ans.",
    "On se parle à 16h30 ou 17:30?",
    "le 26 novembre, 2 fois par jour, 500 mg",
    "un deux trois, et voilà",
    "Merci. À bientôt. Je vais bien",
    "la rue était calme, la place aussi",
    "24/11 à 14 h, 37,5 de fièvre",
    "c'est à 80 %... pas plus",
  ])("%s", (said) => {
    expect(maskText(said)).toBe(said);
  });
});

test("no six digits in a row are left, however they are spaced, and what was masked stays masked", () => {
  const noisy = fc.array(fc.oneof(fc.constantFrom(..."0123456789"), fc.constantFrom(" ", ".", "-", "a", "é", "\n", "(", ")", "/")), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(noisy, (characters) => {
      const masked = maskText(characters.join(""));
      expect(masked).not.toMatch(/(?:\d[\s./()·-]{0,3}){6}/);
      expect(maskText(masked)).toBe(masked);
    }),
    { numRuns: 300 },
  );
});
