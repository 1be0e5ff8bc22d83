import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { moreChoice } from "../../dialogs/offered.ts";
import type { Prompt } from "../../dialogs/prompt.ts";
import { recognise } from "../../dialogs/recognise.ts";

/** Monday. */
const now = DateTime.fromISO("2026-11-23T10:00", { zone: "Europe/Paris" });
const say = (prompt: Prompt, said: string) => recognise(prompt, said, { locale: "fr", now });
const iso = (wall: string) => DateTime.fromISO(wall, { zone: "Europe/Paris" }).toISO();
const day = (date: string) => ({ from: iso(date), to: DateTime.fromISO(date, { zone: "Europe/Paris" }).plus({ days: 1 }).toISO() });

const times: Prompt = {
  kind: "choice",
  text: { key: "findPeer.slot" },
  takes: "times",
  choices: [
    { value: iso("2026-11-24T14:00") ?? "", label: "mar. 24 nov. 14:00" },
    { value: iso("2026-11-24T18:30") ?? "", label: "mar. 24 nov. 18:30" },
    { value: iso("2026-11-26T14:00") ?? "", label: "jeu. 26 nov. 14:00" },
    moreChoice("findPeer.slotMoreLabel"),
  ],
};
const offers: Prompt = {
  kind: "choice",
  text: { key: "findPeer.offers", args: { count: 2 } },
  takes: "wish",
  choices: [
    { value: "claire", label: "Claire (opérée en 2015)", words: ["Claire"] },
    { value: "ines", label: "Inès (diagnostic après 9 ans)", words: ["Inès"] },
    moreChoice("findPeer.moreLabel"),
  ],
};

describe("of the times that are shown", () => {
  test.each([
    ["jeudi 14h", "2026-11-26T14:00"],
    ["plutôt jeudi à 14h", "2026-11-26T14:00"],
    ["Thursday at 2pm", "2026-11-26T14:00"],
    ["demain 18h30", "2026-11-24T18:30"],
    ["mar 24 nov 14:00", "2026-11-24T14:00"],
    ["18h30", "2026-11-24T18:30"],
    ["plutôt 18:30", "2026-11-24T18:30"],
    ["le 2", "2026-11-24T18:30"],
    ["la dernière", "2026-11-26T14:00"],
  ])("%j chooses one", (said, wall) => {
    expect(say(times, said)).toEqual({ kind: "choice", value: iso(wall) });
  });

  test.each(["jeudi", "le 26", "26 nov", "jeudi 26"])("the day alone chooses none, even if it has but one: %j is a wish", (said) => {
    expect(say(times, said)).toEqual({ kind: "time", wish: day("2026-11-26") });
  });

  test.each(["14h", "à 14h", "jeudi 15h", "2 décembre", "le soir", "1 mais plutôt le soir", "at 2", "jeudi ou vendredi", "vers 14h jeudi"])(
    "%j chooses none",
    (said) => {
      expect(say(times, said)).toMatchObject({ kind: "time" });
    },
  );

  test("a day that may be one of two has both readings", () => {
    expect(say(times, "mardi prochain")).toEqual({
      kind: "time",
      wish: { hours: undefined, readings: [day("2026-11-24"), day("2026-12-01")] },
    });
  });

  test.each(["pas jeudi", "je peux pas jeudi", "je travaille mardi", "oui", "ok", "14", "les deux", "peu importe"])(
    "%j is neither a choice nor a wish",
    (said) => {
      expect(say(times, said)).toBe("not-understood");
    },
  );

  test.each(["aucun", "aucun ne me va", "les autres", "d'autres moments", "PLUS", "none of them"])("%j asks for others", (said) => {
    expect(say(times, said)).toEqual({ kind: "choice", value: "more" });
  });

  test.each(["plus tard", "pas maintenant", "je réfléchis"])("%j puts the choice off", (said) => {
    expect(say(times, said)).toEqual({ kind: "later" });
  });
});

describe("two things at once", () => {
  const evening = { hours: { from: 18, to: 21 } };
  const thursday = { from: iso("2026-11-26T18:00"), to: iso("2026-11-26T21:00") };
  test.each([
    ["1 mais plutot le soir", "claire", evening],
    ["la deuxième, le soir de préférence", "ines", evening],
    ["the second one but in the evening", "ines", evening],
    ["Claire, jeudi soir si possible", "claire", thursday],
    ["Claire jeudi soir", "claire", thursday],
  ])("are a choice and a wish: %j", (said, value, wish) => {
    expect(say(offers, said)).toMatchObject({ kind: "choice", value, wish });
  });

  test.each([
    ...["2 decembre", "2 décembre", "le 2 décembre", "1er décembre", "1 demain", "2 heures", "2h"],
    ...["1 mais je préfère un homme", "1 mais pas le matin", "Claire mais demain pas possible", "pas le 1, jeudi", "jeudi soir"],
  ])("are not guessed from %j", (said) => {
    expect(say(offers, said)).toBe("not-understood");
  });

  test("are no choice where no time can be said beside it", () => {
    expect(say({ ...offers, takes: undefined }, "1 mais plutot le soir")).toBe("not-understood");
  });
});

describe("a consent", () => {
  const consent: Prompt = { kind: "yes-no", text: { key: "findPeer.consent", args: { programme: "Passerelle" } } };
  test.each(["oui mais pas mon numéro", "oui, jeudi soir", "oui?", "ok ?", "oui si c'est gratuit", "oui 1", "1"])(
    "is not given by %j",
    (said) => {
      expect(say(consent, said)).toBe("not-understood");
    },
  );
  test("that is put off is neither given nor refused", () => {
    expect(say(consent, "plus tard")).toEqual({ kind: "later" });
  });
});
