import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditions, DOMAINS } from "../../../domain/conditions/catalogue.ts";
import { findConditions } from "../../../domain/understanding/conditions.ts";

describe("a sentence", () => {
  const rows: [string, string[]][] = [
    ["bonjour je cherche quelqu'un pour parler de mon endométriose", ["endometriose"]],
    ["hello I am looking for someone to talk to about my endometriosis", ["endometriose"]],
    ["MA DÉPRESSION", ["depression"]],
    ["ma depression", ["depression"]],
    ["un cancer du sein", ["cancer_sein"]],
    ["breast cancer", ["cancer_sein"]],
    ["burn-out", ["burn_out"]],
    ["crises d’angoisse", ["trouble_panique"]],
    ["règles douloureuses", ["endometriose"]],
    ["andometriose", ["endometriose"]],
    ["maladie de Crohn", ["crohn"]],
    ["j'ai une MICI", ["crohn", "rch"]],
    ["sclérose en plaques", ["sep"]],
    ["maladie cœliaque", ["coeliaque"]],
    ["bonjour", []],
    ["oui", []],
    ["", []],
    ["😀", []],
  ];
  test.each(rows)("%j names %j", (text, ids) => {
    expect(findConditions(text).sort()).toEqual(ids.sort());
  });

  test("names two, the longer wording first", () => {
    expect(findConditions("J'ai une SEP et une dépression")).toEqual(["depression", "sep"]);
  });

  test("names the most precise only: endométriose interne is adenomyosis", () => {
    expect(findConditions("endométriose interne")).toEqual(["adenomyose"]);
    expect(findConditions("anxiété sociale")).toEqual(["phobie_sociale"]);
  });

  // what the product's own texts give as examples must be understood
  test.each(["ma dépression", "un cancer du sein", "l'alcool", "mon diabète", "my depression", "breast cancer", "alcohol", "my diabetes"])(
    "that our own texts suggest is understood: %s",
    (text) => {
      expect(findConditions(text)).not.toEqual([]);
    },
  );
});

describe("an abbreviation of up to three letters", () => {
  test.each([
    ["SEP", "sep"],
    ["TOC", "toc"],
    ["VIH", "vih"],
    ["TAG", "anxiete_generalisee"],
    ["ANO", "anorexie"],
    ["BDA", "psychose_premier_episode"],
  ])("counts in capitals: %s", (text, id) => {
    expect(findConditions(`j'ai ${text} depuis longtemps`)).toContain(id);
  });
  test.each(["sep", "ano", "toc toc", "tag", "en ce mois de sep", "Ano", "Toc"])("does not count in small letters: %s", (text) => {
    expect(findConditions(text)).toEqual([]);
  });
  test("counts in small letters from four on", () => {
    expect(findConditions("mici")).toEqual(["crohn", "rch"]);
  });
});

describe("the catalogue", () => {
  test("understands each of its own labels, in both languages", () => {
    const lost = [...conditions.values()].flatMap(({ id, label }) =>
      Object.values(label).filter((words) => !findConditions(words).includes(id)),
    );
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
        expect(findConditions(text).every((id) => conditions.has(id))).toBe(true);
      }),
    );
  });
});
