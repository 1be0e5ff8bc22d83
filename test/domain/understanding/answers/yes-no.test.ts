import { expect, test } from "vitest";
import { putsOff, yesOrNo } from "../../../../domain/understanding/answers/yes-no.ts";
import { normaliseWords } from "../../../../domain/understanding/normalise.ts";

test.each([
  ...["ouiiii", "OUIII", "ouuui", "okkk", "yessss", "ouii svp", "ok ok", "o.k.", "oui d'accord", "oui je veux bien", "oui, j'accepte"],
  ...["vas-y", "allez-y", "ouais vas-y", "bah oui", "c'est oui", "pas de souci", "d'acc", "yes please go ahead", "yes I agree"],
])("%j is a yes", (said) => {
  expect(yesOrNo(normaliseWords(said))).toBe("yes");
});

test.each([
  ...["nonnn", "NOOON", "nooo", "non non non", "ben non", "pas du tout", "je ne suis plus d'accord", "non, je refuse"],
  ...["I do not agree", "no I don't want to"],
])("%j is a no", (said) => {
  expect(yesOrNo(normaliseWords(said))).toBe("no");
});

test.each([
  ...["oui mais", "oui mais pas mon numéro", "oui sauf", "oui si c'est gratuit", "ok mais seulement", "oui jamais", "oui pas d'accord"],
  ...["non d'accord", "non oui", "mouais", "pas vraiment", "yes but no", "no yes", "noon", "oui jeudi", "ok pour jeudi"],
])("%j is neither: what is said besides may take it back", (said) => {
  expect(yesOrNo(normaliseWords(said))).toBeUndefined();
});

test.each([
  "plus tard",
  "non, plus tard",
  "peut-être plus tard",
  "pas maintenant merci",
  "je vais réfléchir",
  "not now",
  "let me think about it",
])("%j puts it off, and is neither yes nor no", (said) => {
  expect(putsOff(normaliseWords(said))).toBe(true);
  expect(yesOrNo(normaliseWords(said))).toBeUndefined();
});

test.each(["plus tard que 18h", "pas maintenant mais jeudi", "oui", "je réfléchis à mourir"])("%j puts nothing off", (said) => {
  expect(putsOff(normaliseWords(said))).toBe(false);
});
