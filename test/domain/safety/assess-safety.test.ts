import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessSafety } from "../../../domain/safety/assess-safety.ts";
import type { SafetySituation } from "../../../domain/safety/assessment.ts";
import { learnedDanger } from "../../../domain/safety/learned-danger.ts";

/** Sentences as people write them, with the least level expected and the situation whose lines fit. Invented, and labelled without a clinician. */
const DANGER: [string, 2 | 3, SafetySituation][] = [
  ["j'ai envie d'en finir", 3, "suicide"],
  ["je pense au suicide tous les jours", 2, "suicide"],
  ["je vais me foutre en l'air", 3, "suicide"],
  ["tout le monde serait mieux sans moi", 2, "suicide"],
  ["je suis un poids pour ma famille, autant disparaitre", 2, "suicide"],
  ["a quoi bon continuer, je vois pas d'issue", 2, "suicide"],
  ["j'ai ecrit une lettre d'adieu", 3, "suicide"],
  ["c'est mon dernier message, adieu", 3, "suicide"],
  ["je suis sur le pont et je veux sauter", 3, "suicide"],
  ["je me suis coupée ce matin, ca saigne beaucoup", 3, "suicide"],
  ["j'aimerais m'endormir et ne plus me réveiller", 2, "suicide"],
  ["ma fille de 15 ans m'a dit qu'elle voulait mourir", 2, "suicide-other"],
  ["je peu plu continué comme sa jvai me tué", 3, "suicide"],
  ["je veux vraiment mourir", 2, "suicide"],
  ["j'ai envie de juste mourir", 2, "suicide"],
  ["j'ai une envie folle de mourir", 2, "suicide"],
  ["ma fille voulait vraiment mourir", 2, "suicide-other"],
  ["je veux vraiment plus vivre", 2, "suicide"],
  ["j'ai plus vraiment envie de vivre", 2, "suicide"],
  ["i want to just die", 2, "suicide"],
  ["i dont want to be here anymore", 2, "suicide"],
  ["I wrote my goodbye note", 3, "suicide"],
  ["il me frappe, j'ai peur, il est dans la piece d'a coté", 3, "violence"],
  ["mon mari m'a étranglée hier soir", 3, "violence"],
  ["j'ai été violée samedi", 2, "violence"],
  ["il m'enferme et me prend mon telephone", 2, "violence"],
  ["mon beau pere touche ma petite soeur", 3, "child"],
  ["je vais lui faire la peau, j'ai un couteau", 3, "harm-others"],
  ["my partner threatened to kill me", 3, "violence"],
  ["my stepdad touches me, I'm 14", 3, "child"],
  ["I'm going to hurt him, I have a knife on me", 3, "harm-others"],
  ["j'ai avalé toute la boite", 3, "overdose"],
  ["j'ai trop bu je vois flou et je vomis du sang", 3, "overdose"],
  ["ma mere a le visage qui tombe d'un coup et parle bizarrement", 3, "emergency"],
  ["i took all my pills", 3, "overdose"],
  ["my friend overdosed and isn't breathing", 3, "overdose"],
  ["je crois que j'ai fait une overdose", 3, "overdose"],
];

const BELOW: [string, 0 | 1][] = [
  ["je me sens seule et vide, je n'en peux plus", 1],
  ["j'en ai marre de tout", 1],
  ["i feel hopeless lately", 1],
  ["je suis morte de rire", 0],
  ["ptdr tu me tues", 0],
  ["je creve de chaud", 0],
  ["j'ai hate d'en finir avec la chimio", 0],
  ["je voudrais en finir avec ces questionnaires", 0],
  ["je vais sauter le rdv de mardi", 0],
  ["ma mère s'est suicidée quand j'avais 10 ans, je cherche un pair endeuillé", 0],
  ["je suis endeuillé par suicide", 0],
  ["j'ai fait une tentative il y a 8 ans, aujourd'hui je vais bien et je veux aider", 0],
  ["j'ai peur de mourir de mon cancer", 0],
  ["je ne veux pas mourir de ce cancer", 0],
  ["je ne veux plus mourir, je vais mieux", 0],
  ["j'ai envie de ne jamais mourir", 0],
  ["je veux voir mourir ce tabac", 0],
  ["je veux encore plus vivre qu'avant", 0],
  ["I want to never die", 0],
  ["est ce qu'on meurt de la mucoviscidose ?", 0],
  ["mon telephone est mort", 0],
  ["adieu les cigarettes !", 0],
  ["j'ai pris mes cachets ce matin comme d'habitude", 0],
  ["je prends 4 cachets par jour pour la thyroide", 0],
  ["j'ai mal au bras depuis le curage du sein il y a 2 ans", 0],
  ["on m'a donné un coup de main", 0],
  ["le medecin m'a coupé la parole", 0],
  ["je me suis coupé en epluchant les legumes, rien de grave", 0],
  ["ca a coupé, vous m'entendez ?", 0],
  ["ma corde vocale est paralysée depuis l'operation", 0],
  ["j'ai vu l'affiche du 3114 dans la salle d'attente", 0],
  ["je forme des sentinelles en prévention du suicide", 0],
  ["la violence de l'annonce m'a marquée", 0],
  ["overdose de reunions cette semaine", 0],
  ["je cherche un pair qui a connu l'overdose de son enfant", 0],
  ["je veux disparaitre de vos listes, STOP", 0],
  ["il a tué l'ambiance", 0],
  ["ma fille joue a un jeu ou il faut tuer des zombies", 0],
  ["this chemo is killing me but I'm hanging in there", 0],
  ["I killed it at work today", 0],
  ["I took my pills this morning as usual", 0],
  ["he beats me at cards every time", 0],
  ["shoot me a text tomorrow", 0],
  ["let's hang out after the group", 0],
  ["en finir avec le tabac", 0],
  ["bonjour je cherche quelqu'un pour parler de mon endométriose", 0],
  ["oui", 0],
  ["STOP", 0],
  ["", 0],
];

describe("danger", () => {
  test.each(DANGER)("is seen in: %s", (text, level, situation) => {
    const seen = assessSafety(text);
    expect(seen.level).toBeGreaterThanOrEqual(level);
    expect(seen).toMatchObject({ situation, rule: expect.stringMatching(/^[a-z-]+$/) });
  });

  test.each(DANGER)("is seen in capitals, without accents, and with a phone's apostrophes: %s", (text, level) => {
    expect(assessSafety(text.toUpperCase()).level).toBeGreaterThanOrEqual(level);
    expect(assessSafety(text.normalize("NFD").replace(/\p{M}/gu, "")).level).toBeGreaterThanOrEqual(level);
    expect(assessSafety(text.normalize("NFD")).level).toBeGreaterThanOrEqual(level);
    expect(assessSafety(text.replaceAll("'", "’")).level).toBeGreaterThanOrEqual(level);
    expect(assessSafety(text.replaceAll(" ", "\n")).level).toBeGreaterThanOrEqual(level);
  });

  test.each(DANGER)("is seen at the end of a long text: %s", (text, level) => {
    const long = `${"bonjour, je cherche quelqu'un. ".repeat(170).slice(0, 5000)} ${text}`;
    expect(assessSafety(long).level).toBeGreaterThanOrEqual(level);
  });

  test.each(DANGER)("is seen beside an idiom: %s", (text, level) => {
    expect(assessSafety(`je suis morte de rire. ${text}`).level).toBeGreaterThanOrEqual(level);
    expect(assessSafety(`${text}. mort de fatigue.`).level).toBeGreaterThanOrEqual(level === 3 && text.endsWith("en finir") ? 2 : level);
  });
});

describe("negation", () => {
  test.each([
    "je ne vais pas me pendre",
    "je ne veux pas me pendre",
    "je vais pas me jeter sous le train",
    "t'inquiète je vais pas me tirer une balle",
    "je n'ai pas avalé toute la boite",
    "jamais je ne pourrais me pendre",
    "I won't hang myself, I promise",
    "I would never shoot myself",
    "je veux pas en finir avec la vie",
    "j'ai pas envie d'en finir",
    "je suis morte de rire, mais je vais me pendre",
  ])("never cancels a method: %s", (text) => {
    expect(assessSafety(text).level).toBe(3);
  });
});

describe("a method", () => {
  test("outranks the word suicide", () => {
    expect(assessSafety("je pense au suicide").level).toBe(2);
    expect(assessSafety("je pense au suicide, je vais me pendre")).toMatchObject({ level: 3, rule: "method" });
    expect(assessSafety("suicide note")).toMatchObject({ level: 3, rule: "farewell" });
  });
});

describe("no danger", () => {
  test.each(BELOW)("is made of: %s", (text, level) => {
    const seen = assessSafety(text);
    expect(seen.level).toBeLessThan(2);
    expect(seen.level).toBe(level);
    expect(seen.situation).toBe(level === 1 ? "distress" : null);
  });
});

describe("distress", () => {
  test.each(["Stop, je ne veux plus souffrir", "je n'ai plus la force", "je suis au bout du rouleau", "I can't cope", "I can't go on"])(
    "is heard in: %s",
    (text) => {
      expect(assessSafety(text)).toMatchObject({ level: 1, situation: "distress" });
    },
  );
});

describe("the one who is in danger", () => {
  test.each([
    "il veut me tuer",
    "il va me tuer",
    "mon mari menace de me tuer",
    "mon ex a essayé de me tuer",
    "elle va me tuer",
    "mon mari va me tuer ce soir",
  ])("from another's hand gets the lines for violence: %s", (text) => {
    expect(assessSafety(text)).toMatchObject({ level: 3, situation: "violence" });
  });

  test.each(["je vais me tuer", "je veux me tuer", "jvais me tuer ce soir", "je pense à me tuer"])(
    "from one's own gets the lines for suicide: %s",
    (text) => {
      expect(assessSafety(text)).toMatchObject({ situation: "suicide" });
      expect(assessSafety(text).level).toBeGreaterThanOrEqual(2);
    },
  );
});

test("says the same of the same text, and never throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      expect(assessSafety(text)).toEqual(assessSafety(text));
    }),
  );
});

test("reads very long texts of what its rules begin with, up to the danger at their end", () => {
  for (const unit of ["il y a ", "en finir avec ", "me suis coupee ", "a", "il me "]) {
    expect(assessSafety(`${unit.repeat(20_000)} je vais me pendre`).level).toBe(3);
  }
});

test.each([
  "je veux en finir avec cette vie",
  "en finir avec l'existence",
  "il m'a frappée hier",
  "on m'a violée",
  "mon fils veut se pendre",
  "ma fille s'est pendue",
  "mon ami va se tuer",
  "je veux me noyer",
  "je saute du pont ce soir",
  "je me suis taillé les veines",
  "j'ai une corde",
  "i wanna die",
  "envie de crever",
  "marre de vivre",
  "j'ai pris 40 comprimés",
])("hears the danger in %j", (text) => {
  expect(assessSafety(text).level).toBeGreaterThanOrEqual(2);
});

test.each(["je veux en finir avec le tabac", "hate d'en finir avec la chimio", "je creve d'envie de vous parler"])(
  "is not alarmed by %j",
  (text) => {
    expect(assessSafety(text).level).toBeLessThan(2);
  },
);

test("a telephone number, a code or a date is no danger, whatever its digits", () => {
  // the model is not asked at all about digits alone
  expect(learnedDanger("06 39 98 23 17")).toBeUndefined();
  for (let last = 0; last < 100; last++) {
    const two = String(last).padStart(2, "0");
    for (const said of [`06 39 98 ${two} 17`, `mon nouveau numéro est le 06 39 98 23 ${two}`, `4${two}1`, `le ${two}/12 à 14h`])
      expect(assessSafety(said).level, said).toBe(0);
  }
});
