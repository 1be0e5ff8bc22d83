import { describe, expect, test } from "vitest";
import { type Option, pickOption } from "../../../../domain/understanding/answers/pick-option.ts";

const named = (label: string, ...words: string[]): Option => ({ label, words, numbered: true, inPart: true });
const people = [
  named("Claire (opérée en 2015)", "Claire"),
  named("Inès (diagnostic après 9 ans)", "Inès"),
  named("Sonia (travaille avec la douleur)", "Sonia"),
];
const ways = [named("au téléphone, numéro caché"), named("en vidéo"), named("par messages"), named("sur place")];
const agreement = ["pas du tout d'accord", "plutôt pas d'accord", "plutôt d'accord", "tout à fait d'accord"].map((label) => named(label));
const labelOf = (options: Option[], said: string) => options[pickOption(options, said) ?? -1]?.label.split(" ")[0];

describe("one of several people", () => {
  test.each([
    ["un", "Claire"],
    ["deux", "Inès"],
    ["le trois", "Sonia"],
    ["three please", "Sonia"],
    ["b", "Inès"],
    ["c)", "Sonia"],
    ["réponse A", "Claire"],
    ["la 1ere", "Claire"],
    ["la deuxième svp", "Inès"],
    ["plutôt la 2", "Inès"],
    ["la dernière", "Sonia"],
    ["the last one", "Sonia"],
    ["je prends la 2", "Inès"],
    ["oui 1", "Claire"],
    ["ok pour Claire", "Claire"],
    ["Clarie", "Claire"],
    ["clairre", "Claire"],
    ["Clair", "Claire"],
    ["sonya", "Sonia"],
    ["celle qui travaille avec la douleur", "Sonia"],
    ["ines diagnostic", "Inès"],
  ])("is chosen by %j: %s", (said, name) => {
    expect(labelOf(people, said)).toBe(name);
  });

  test.each([
    ...["une", "a", "les deux", "les 2", "tous", "at 2", "no one", "2 enfants", "2 décembre", "1er décembre", "2h", "la 4", "0"],
    ...["1 mais je préfère un homme", "1 ou 2", "plutôt la 2 que la 3", "Claire non", "Claire peut-être", "Inès et Claire", "oui", "ok"],
  ])("is not chosen by %j", (said) => {
    expect(pickOption(people, said)).toBeUndefined();
  });

  test("is the only one there is when the answer is yes", () => {
    for (const said of ["oui", "ouiii", "ok", "vas-y", "volontiers"]) expect(pickOption(people.slice(0, 1), said), said).toBe(0);
    for (const said of ["oui mais pas elle", "non", "pas oui", "ok mais en vidéo"])
      expect(pickOption(people.slice(0, 1), said), said).toBeUndefined();
  });
});

describe("a way of talking", () => {
  test.each([
    ["la vidéo", "en"],
    ["video svp", "en"],
    ["plutôt en vidéo", "en"],
    ["au téléphone", "au"],
    ["par telephone", "au"],
    ["je préfère le téléphone", "au"],
    ["par message", "par"],
    ["sur place", "sur"],
  ])("is chosen by part of its label: %j", (said, first) => {
    expect(labelOf(ways, said)).toBe(first);
  });

  test.each(["pas par téléphone", "sans vidéo", "vidéo ou téléphone", "téléphone pas caché", "en", "par"])(
    "is not chosen by %j",
    (said) => {
      expect(pickOption(ways, said)).toBeUndefined();
    },
  );

  test("that needs its whole label is chosen by no part of it, nor with a slip", () => {
    const whole = [
      { ...named("annuler le rendez-vous"), inPart: false },
      { ...named("ne rien changer"), inPart: false },
    ];
    for (const said of ["annuler", "le rendez-vous", "rien", "anuler le rendez-vous"])
      expect(pickOption(whole, said), said).toBeUndefined();
    expect(pickOption(whole, "Annuler le rendez-vous !")).toBe(0);
  });
});

describe("a step of a scale", () => {
  test.each([
    ["pas du tout", 0],
    ["pas du tout daccord", 0],
    ["plutôt pas", 1],
    ["plutot pas d accord", 1],
    ["plutot d'accord", 2],
    ["plutot daccord", 2],
    ["je suis plutôt d'accord", 2],
    ["la 3", 2],
    ["tout à fait", 3],
    ["tout a fait d'accord merci", 3],
  ])("is chosen by %j", (said, step) => {
    expect(pickOption(agreement, said)).toBe(step);
  });

  test.each([
    "d'accord",
    "daccord",
    "je suis d'accord",
    "pas d'accord",
    "plutôt",
    "oui",
    "non",
    "pas tout à fait d'accord",
    "ni d'accord ni pas d'accord",
  ])("is none of them by %j", (said) => {
    expect(pickOption(agreement, said)).toBeUndefined();
  });
});
