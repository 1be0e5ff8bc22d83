import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { appointments } from "../../dialogs/appointments.ts";
import { findPeer } from "../../dialogs/find-peer.ts";
import { peerRequest } from "../../dialogs/peer-request.ts";
import type { Choice, Prompt } from "../../dialogs/prompt.ts";
import { type Answering, recognise } from "../../dialogs/recognise.ts";
import { makeAppointment, memoryTools, startTalk } from "../support/dialog-tools.ts";

/** Monday, a little before the offers. */
const answering: Answering = { locale: "fr", now: DateTime.fromISO("2026-11-23T10:00", { zone: "Europe/Paris" }) };
const yesNo: Prompt = { kind: "yes-no", text: { key: "findPeer.consent", args: { programme: "Passerelle" } } };
const more: Choice = {
  value: "more",
  label: { key: "findPeer.moreLabel" },
  words: ["plus", "more", "les autres", "d autres", "others"],
  byWord: true,
};
const offers: Prompt = {
  kind: "choice",
  text: { key: "findPeer.offers", args: { count: 3 } },
  choices: [
    { value: "claire", label: "Claire (endométriose, opérée en 2015)", words: ["Claire"] },
    { value: "ines", label: "Inès (endométriose, diagnostic après 9 ans)", words: ["Inès"] },
    { value: "anne", label: "Anne-Marie", words: ["Anne-Marie"] },
    more,
  ],
};
const two: Prompt = {
  kind: "choice",
  text: { key: "findPeer.slot" },
  choices: [
    { value: "a", label: "mar. 24 nov. 14:00" },
    { value: "b", label: "jeu. 26 nov. 16:30" },
  ],
};

describe("a yes or no", () => {
  test.each([
    "oui",
    "OUI",
    "Oui!",
    " oui ",
    "ouais",
    "ouais vas-y",
    "ok",
    "OK.",
    "d'accord",
    "D’accord",
    "bien sûr",
    "oui merci",
    "je veux bien",
    "volontiers",
    "oui svp",
    "yes",
    "Yes please",
    "yeah",
    "sure",
  ])("is yes when it says %j", (said) => {
    expect(recognise(yesNo, said, answering)).toEqual({ kind: "yes" });
  });

  test.each(["non", "NON", "Non.", "nan", "non merci", "pas d'accord", "je refuse", "jamais", "no", "No thanks", "no thank you", "nope"])(
    "is no when it says %j",
    (said) => {
      expect(recognise(yesNo, said, answering)).toEqual({ kind: "no" });
    },
  );

  test.each([
    "",
    "   ",
    "?",
    "...",
    "👍",
    "1",
    "2",
    "peut-être",
    "je ne sais pas",
    "non pas oui",
    "oui non",
    "oui ou non",
    "oui ou non?",
    "pas oui",
    "oui mais pas mon numéro",
    "pas encore",
    "pourquoi oui",
    "ouille",
    "nono",
    "okapi",
    "maybe",
    "yes and no",
    "not yes",
    "oui si c'est gratuit",
    "c'est non ou oui",
    "noui",
    "je dis pas oui",
  ])("is neither when it says %j: consent is never guessed", (said) => {
    expect(recognise(yesNo, said, answering)).toBe("not-understood");
  });

  test("is never made of words that hold both", () => {
    const word = fc.constantFrom("oui", "non", "pas", "peut etre", "mais", "ok", "jamais", "si");
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        fc.pre(words.some((said) => ["oui", "ok"].includes(said)) && words.some((said) => ["non", "pas", "jamais"].includes(said)));
        // "pas" and "ok" in this order are no known sentence; "pas d'accord" is, and holds neither
        expect(recognise(yesNo, words.join(" "), answering)).toBe("not-understood");
      }),
    );
  });
});

describe("a choice", () => {
  const rows: [string, string][] = [
    ["1", "claire"],
    ["2", "ines"],
    ["3", "anne"],
    [" 2 ", "ines"],
    ["2.", "ines"],
    ["2)", "ines"],
    ["le 2", "ines"],
    ["Le 2!", "ines"],
    ["la 2", "ines"],
    ["n°2", "ines"],
    ["numéro 2", "ines"],
    ["option 2", "ines"],
    ["1er", "claire"],
    ["la première", "claire"],
    ["le premier", "claire"],
    ["la deuxieme", "ines"],
    ["La deuxième", "ines"],
    ["seconde", "ines"],
    ["2e", "ines"],
    ["2ème", "ines"],
    ["troisième", "anne"],
    ["the second one", "ines"],
    ["the third", "anne"],
    ["number 3", "anne"],
    ["Claire", "claire"],
    ["claire", "claire"],
    ["CLAIRE", "claire"],
    ["Ines", "ines"],
    ["inès", "ines"],
    ["avec Claire svp", "claire"],
    ["plutôt Inès", "ines"],
    ["Claire please", "claire"],
    ["anne marie", "anne"],
    ["PLUS", "more"],
    ["plus", "more"],
    ["More", "more"],
    ["les autres", "more"],
    ["d'autres", "more"],
    ["d'autres personnes", "more"],
    ["02", "ines"],
    ["1️⃣", "claire"],
  ];
  test.each(rows)("understands %j as %s", (said, value) => {
    expect(recognise(offers, said, answering)).toEqual({ kind: "choice", value });
  });

  test.each([
    "",
    " ",
    "?",
    "😀",
    "0",
    "4",
    "12",
    "99",
    "-1 et 2",
    "1 ou 2",
    "1 2",
    "1, 2 et 3",
    "pas 1",
    "pas la 2",
    "pas Claire",
    "pas avec Claire",
    "ni Claire",
    "Claire ou Inès",
    "Claire, non",
    "not Claire",
    "sans Claire",
    "peut-être",
    "je ne sais pas",
    "la quatrième",
    "Clar",
    "Clairement",
    "123",
    "1000",
    "2 ans",
    "je m'appelle Claire et je suis perdue",
  ])("does not understand %j", (said) => {
    expect(recognise(offers, said, answering)).toBe("not-understood");
  });

  test.each(["3", "la troisième", "PLUS", "oui", "ok"])("has no %j among two times", (said) => {
    expect(recognise(two, said, answering)).toBe("not-understood");
  });

  test("is a time said as it is written", () => {
    expect(recognise(two, "jeu 26 nov 16:30", answering)).toEqual({ kind: "choice", value: "b" });
  });

  test("is never reached by number when it is offered by word", () => {
    expect(recognise({ ...offers, choices: [more, ...offers.choices.slice(0, 1)] } as Prompt, "1", answering)).toEqual({
      kind: "choice",
      value: "claire",
    });
    expect(recognise(offers, "4", answering)).toBe("not-understood");
  });

  test("whose words belong to two options is nobody's", () => {
    const twins: Prompt = {
      kind: "choice",
      text: { key: "findPeer.slot" },
      choices: [
        { value: "a", label: "Marie", words: ["Marie"] },
        { value: "b", label: "Marie", words: ["Marie"] },
      ],
    };
    expect(recognise(twins, "Marie", answering)).toBe("not-understood");
    expect(recognise(twins, "avec Marie", answering)).toBe("not-understood");
    expect(recognise(twins, "2", answering)).toEqual({ kind: "choice", value: "b" });
  });

  test("is one of its own options, or nothing, whatever is typed", () => {
    const values = ["claire", "ines", "anne", "more"];
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (said) => {
        const answer = recognise(offers, said, answering);
        expect(answer === "not-understood" || (answer.kind === "choice" && values.includes(answer.value))).toBe(true);
      }),
    );
  });
});

describe("words of one's own", () => {
  const alias: Prompt = { kind: "text", text: { key: "findPeer.alias" }, none: ["rien", "none", "non"] };
  test.each([
    ["Lou", "Lou"],
    ["  Lou ", "Lou"],
    ["Marie-Ève", "Marie-Ève"],
  ])("are kept as typed: %j", (said, text) => {
    expect(recognise(alias, said, answering)).toEqual({ kind: "text", text });
  });
  test.each(["rien", "RIEN", "Rien.", "none", "non"])("are none when they say %j", (said) => {
    expect(recognise(alias, said, answering)).toEqual({ kind: "none" });
  });
  test.each(["", "  ", "...", "😀"])("are not understood without letters: %j", (said) => {
    expect(recognise(alias, said, answering)).toBe("not-understood");
  });
});

describe("the product's own questions", () => {
  test("never take half an answer for an adult alone with the phone", async () => {
    const talk = await startTalk(findPeer, memoryTools({ consented: true }));
    for (const said of ["oui téléphone partagé", "oui mais partagé", "oui et non", "yes but shared", "oui mais à deux", "non"])
      expect(understood(talk.prompt, said, "fr"), said).toBe("not-understood");
    for (const [said, value] of [
      ["1", "adult-alone"],
      ["oui aux deux", "adult-alone"],
      ["2", "adult-shared"],
      ["téléphone partagé", "adult-shared"],
      ["3", "minor"],
      ["moins de 18 ans", "minor"],
    ] as const) {
      expect(understood(talk.prompt, said, "fr"), said).toEqual({ kind: "choice", value });
    }
  });

  test("never take a refusal, a doubt or a condition for a peer's acceptance", async () => {
    for (const locale of ["fr", "en"] as const) {
      const tools = memoryTools({ id: "peer-Claire", isPeer: true, locale });
      tools.kept.set("one", makeAppointment({ id: "one" }));
      const { prompt } = await startTalk(peerRequest, tools);
      for (const said of [
        "I don't accept",
        "I can't accept",
        "cannot accept",
        "I won't accept",
        "oui mais lundi",
        "oui mais pas mardi",
        "si j'accepte quoi",
        "je n'accepte plus",
        "oui ou non",
        "je ne peux accepter",
        "accepter",
        "pas oui",
      ]) {
        expect(understood(prompt, said, locale), said).not.toEqual({ kind: "choice", value: "accept" });
      }
      for (const said of ["1", "oui", "yes", locale === "fr" ? "J'accepte" : "I accept"])
        expect(understood(prompt, said, locale), said).toEqual({ kind: "choice", value: "accept" });
      for (const said of ["2", "non", "no", "je refuse"])
        expect(understood(prompt, said, locale), said).toEqual({ kind: "choice", value: "decline" });
    }
  });

  test("never cancel but on a plain word", async () => {
    const tools = memoryTools({ isPatient: true, consented: true });
    tools.kept.set("one", makeAppointment({ id: "one", status: "booked" }));
    const which = await startTalk(appointments, tools, { wish: "cancel" });
    for (const said of ["rien", "non", "ne rien changer", "2"])
      expect(understood(which.prompt, said, "fr"), said).toEqual({ kind: "choice", value: "keep" });
    for (const said of ["annuler", "peut-être", "1 ou 2", "changer", "annuler ou pas"])
      expect(understood(which.prompt, said, "fr"), said).toBe("not-understood");
    const confirm = await which.answer("1");
    for (const said of ["peut-être", "pas oui", "oui mais", "1", "annuler plus tard"])
      expect(understood(confirm.prompt, said, "fr"), said).toBe("not-understood");
    expect(tools.done).toEqual([]);
  });

  test("take no name out of a sentence that turns it down", async () => {
    const talk = await startTalk(findPeer, memoryTools({ consented: true, isPatient: true }), { understood: ["endometriose"] });
    for (const said of ["sauf Claire", "tout sauf Claire", "don't want Claire", "anyone but Claire", "plus jamais Claire", "ni Claire"]) {
      expect(understood(talk.prompt, said, "fr"), said).toBe("not-understood");
    }
  });
});

function understood(prompt: Prompt | undefined, said: string, locale: "fr" | "en") {
  if (!prompt) throw new Error("Nothing is asked.");
  return recognise(prompt, said, { ...answering, locale });
}
