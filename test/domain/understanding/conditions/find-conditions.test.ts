import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditions, DOMAINS } from "../../../../domain/conditions/catalogue.ts";
import { conditionsToOffer, findConditions, guessConditions } from "../../../../domain/understanding/conditions/find-conditions.ts";
import { namesIllness } from "../../../../domain/understanding/conditions/names-illness.ts";
import { speechHints } from "../../../../domain/understanding/conditions/speech-hints.ts";

const ids = (text: string) => findConditions(text).map(({ id }) => id);
/** What is gone on with: one, or those to choose from. */
const offered = (text: string) => conditionsToOffer(findConditions(text)).sort();

describe("a sentence", () => {
  const rows: [string, string[]][] = [
    ["bonjour je cherche quelqu'un pour parler de mon endométriose", ["endometriose"]],
    ["hello I am looking for someone to talk to about my endometriosis", ["endometriose"]],
    ["MA DÉPRESSION", ["depression"]],
    ["ma depression", ["depression"]],
    ["un cancer du sein", ["cancer_sein"]],
    ["breast cancer", ["cancer_sein"]],
    ["burn-out", ["burn_out"]],
    ["andometriose", ["endometriose"]],
    ["maladie de Crohn", ["crohn"]],
    ["sclérose en plaques", ["sep"]],
    ["maladie cœliaque", ["coeliaque"]],
    ["bonjour", []],
    ["bonjour je cherche un pair aidant", []],
    ["oui", []],
    ["", []],
    ["😀", []],
  ];
  test.each(rows)("%j names %j", (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });

  test("that may mean two gives both, to be asked", () => {
    for (const said of ["j'ai une MICI", "mici"]) expect(offered(said)).toEqual(["crohn", "rch"]);
    expect(offered("mon diabète")).toEqual(expect.arrayContaining(["diabete_type1", "diabete_type2"]));
  });

  test.each([
    ["a medicine", "sous humalog depuis mes 10 ans, 5 piqures par jour", "diabete_type1"],
    ["a procedure", "dialyse trois fois par semaine au centre", "dialyse"],
    ["a device", "mon implant cochléaire me change la vie", "surdite"],
    ["a place", "suivi au CSAPA pour la boisson", "alcool"],
    ["what it does", "je revois l'accident toutes les nuits, je sursaute au moindre bruit", "tspt"],
    ["spelling by ear", "jé la mucovicidoze", "mucoviscidose"],
    ["words run together", "atteinte dendometriose severe", "endometriose"],
    ["points in an abbreviation", "recently told I have M.S.", "sep"],
    ["slang", "accro à la coke depuis 3 ans", "cocaine"],
    ["somebody else's illness", "mon mari a la maladie de Parkinson", "parkinson"],
    ["speech, without a point or a comma", "alors voilà euh on m'a trouvé un cancer de la prostate l'année dernière", "cancer_prostate"],
  ])("is understood by %s", (_, said, id) => {
    expect(ids(said)[0]).toBe(id);
  });

  test("gives the words that led there", () => {
    expect(findConditions("je prends du lithium pour ma bipolarité")[0]?.because).toEqual(expect.arrayContaining(["lithium"]));
  });

  test.each([
    "la poche de mon manteau est trouée",
    "je suis mort de fatigue, bonne nuit",
    "the printer cartridge is empty",
    "j'ai rendez-vous mardi",
  ])("about nothing gives nothing: %s", (said) => {
    expect(ids(said)).toEqual([]);
  });

  // what the product's own texts give as examples must be understood
  test.each(["ma dépression", "un cancer du sein", "l'alcool", "mon diabète", "my depression", "breast cancer", "alcohol", "my diabetes"])(
    "that our own texts suggest is understood: %s",
    (text) => {
      expect(ids(text)).not.toEqual([]);
    },
  );
});

describe("an abbreviation of up to three letters", () => {
  test.each([
    ["SEP", "sep"],
    ["TOC", "toc"],
    ["VIH", "vih"],
  ])("counts in capitals: %s", (text, id) => {
    expect(ids(`j'ai ${text} depuis longtemps`)).toContain(id);
  });
  test.each(["toc toc", "en ce mois de sep"])("does not count in small letters: %s", (text) => {
    expect(ids(text)).toEqual([]);
  });
});

describe("an answer to what one lives with", () => {
  test("that is not sure is guessed, to be asked about, and never out of nothing", () => {
    expect(guessConditions("mici").map(({ id }) => id)).toEqual(expect.arrayContaining(["crohn", "rch"]));
    expect(guessConditions("zzyx")).toEqual([]);
  });
});

test("words that go out or are shown name an illness by a list, not by a likeness", () => {
  for (const words of ["votre dépression", "rappel: prenez votre lithium", "salle d'attente de l'hôpital, service SEP"])
    expect(namesIllness(words), words).toBe(true);
  for (const words of ["salle 12, bâtiment des Lilas", "une écharpe bleue", "Je vous rappelle jeudi à 14 h"])
    expect(namesIllness(words), words).toBe(false);
});

test("a speech recogniser is told the catalogue's names, within what it takes", () => {
  for (const locale of ["fr", "en"] as const) {
    const hints = speechHints(locale);
    expect(hints).toContain(conditions.get("endometriose")?.label[locale]);
    expect(hints.length).toBeLessThanOrEqual(500);
    expect(hints.every((hint) => hint.length <= 100 && !hint.includes(","))).toBe(true);
    expect(hints.length).toBeGreaterThan(150);
  }
});

describe("the catalogue", () => {
  test("understands each of its own labels, in both languages", () => {
    const lost = [...conditions.values()].flatMap(({ id, label }) => Object.values(label).filter((words) => !ids(words).includes(id)));
    expect(lost).toEqual([]);
  });

  test("has 183 conditions, each in one of the five domains, with both labels", () => {
    expect(conditions.size).toBe(183);
    for (const { id, domain, label } of conditions.values()) {
      expect(id).toMatch(/^[a-z0-9_]+$/);
      expect(DOMAINS).toContain(domain);
      expect(Math.min(label.fr.length, label.en.length)).toBeGreaterThan(2);
    }
    expect(new Set([...conditions.values()].map(({ domain }) => domain)).size).toBe(5);
  });

  test("names only conditions that it has, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        expect(ids(text).every((id) => conditions.has(id))).toBe(true);
      }),
    );
  });
});
