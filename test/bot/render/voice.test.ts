import { describe, expect, test } from "vitest";
import { spokenTwiml } from "../../../adapters/twilio/twiml.ts";
import { callTwiml } from "../../../adapters/twilio/voice-twiml.ts";
import { renderCall, spokenChoices, wordsOfKeys } from "../../../bot/render/voice.ts";
import type { Prompt } from "../../../dialogs/prompt.ts";
import { recognise } from "../../../dialogs/recognise.ts";
import { forEar } from "../../../dialogs/texts/for-ear.ts";
import fr from "../../../dialogs/texts/fr.json" with { type: "json" };
import { type TextKey, texts } from "../../../dialogs/texts/texts.ts";
import { conditions } from "../../../domain/conditions/catalogue.ts";
import { NOW } from "../../support/dialog-tools.ts";
import { LONG_NAME, longestAbout, longestArgs, longestDate } from "../../support/longest-values.ts";
import { checkTwiml } from "../../support/twiml-allow-list.ts";
import { attribute, wordsOf } from "../../support/voice.ts";

const locales = ["fr", "en"] as const;
const state = { locale: "fr", slow: false, step: 3, question: null, asksCode: false } as const;
const twimlOf = (prompt: Prompt, locale: "fr" | "en" = "fr", over: object = {}) =>
  callTwiml(renderCall({ say: [], prompt, question: "keep" }, { ...state, locale, ...over }), "https://passerelle.example.org");

describe("for the ear", () => {
  const rows: [string, "fr" | "en", string][] = [
    ["mar. 24 nov. 14:00", "fr", "mardi 24 novembre à 14 heures"],
    ["jeu. 26 nov. 16:30 avec Claire", "fr", "jeudi 26 novembre à 16 heures 30 avec Claire"],
    ["dim. 1 août 12:00", "fr", "dimanche 1er août à midi"],
    ["lun. 4 janv.", "fr", "lundi 4 janvier"],
    ["lun. 08:00-12:30, mar. 14:00-18:00", "fr", "lundi de 8 heures à 12 heures 30, mardi de 14 heures à 18 heures"],
    ["Thu 26 Nov 16:30", "en", "Thursday 26 November at 4:30 pm"],
    ["Fri 10 Sept 00:05", "en", "Friday 10 September at 12:05 am"],
    ["Réf. 1234 5678", "fr", "Réf. 12, 34, 56, 78"],
    ["12345678", "en", "1, 2, 3, 4, 5, 6, 7, 8"],
    ["le 3114, jour et nuit; le 3919", "fr", "le 31 14, jour et nuit, le 39 19"],
    ["3114, day and night", "en", "3 1 1 4, day and night"],
    ["0 800 235 236, ou le 119", "fr", "0 800 235 236, ou le 119"],
    ["Claire (endométriose, opérée en 2015)", "fr", "Claire, endométriose, opérée en 2015"],
    ["en vidéo: https://example.org/a?b=c.", "fr", "en vidéo:"],
    ["Martin a 3 ans, de mardi à mars", "fr", "Martin a 3 ans, de mardi à mars"],
    ["un jour, 16 h", "fr", "un jour, 16 heures"],
  ];
  test.each(rows)("%s is said in %s as %s", (written, locale, said) => {
    expect(forEar(written, locale)).toBe(said);
  });

  test("every date of a year is said with whole names and read back by nobody's eye", () => {
    for (const locale of locales) {
      for (let day = NOW; day < NOW.plus({ days: 366 }); day = day.plus({ days: 1 })) {
        const said = forEar(texts(locale).at(day), locale);
        expect(said).toContain(day.setLocale(locale).toFormat("cccc"));
        expect(said).toContain(day.setLocale(locale).toFormat("LLLL"));
        expect(said).not.toMatch(/\.|:\d\d /);
      }
    }
  });
});

describe("a choice", () => {
  const prompt: Prompt = {
    kind: "choice",
    text: { key: "findPeer.slot" },
    choices: [
      { value: "a", label: "mar. 24 nov. 14:00" },
      { value: "more", label: { key: "findPeer.slotMoreLabel" }, words: ["plus"], byWord: true },
    ],
    also: [
      { value: "not", label: "pas Claire" },
      { value: "none", label: { key: "findPeer.noneLabel" }, words: ["aucune"] },
    ],
    takes: "times",
  };

  test("is read as what its keys do, also what SMS takes by a word", () => {
    expect(wordsOf(twimlOf(prompt))).toBe(
      "Quand? Pour mardi 24 novembre à 14 heures, tapez 1. Pour entendre d'autres moments, tapez 2. Pour aucune de ces personnes, tapez 3. Ou dites un jour et une heure.",
    );
  });

  test("is answered by its keys as by its words", () => {
    const answers = ["1", "2", "3", "4", "9"].map((key) => recognise(prompt, wordsOfKeys(prompt, key, "fr"), { locale: "fr", now: NOW }));
    expect(answers).toEqual([
      { kind: "choice", value: "a" },
      { kind: "choice", value: "more" },
      { kind: "choice", value: "none" },
      "not-understood",
      "not-understood",
    ]);
  });

  test("takes one key, any of them, beside speech, and tells the recogniser its words", () => {
    const twiml = twimlOf(prompt);
    expect(attribute(twiml, "Gather", "input")).toBe("dtmf speech");
    expect(attribute(twiml, "Gather", "numDigits")).toBe("1");
    expect(attribute(twiml, "Gather", "finishOnKey")).toBe("");
    expect(attribute(twiml, "Gather", "actionOnEmptyResult")).toBe("true");
    expect(attribute(twiml, "Gather", "profanityFilter")).toBe("false");
    expect(attribute(twiml, "Gather", "hints")).toContain("mardi 24 novembre à 14 heures");
  });

  test("never has more than nine", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ value: String(index), label: `choix ${index}` }));
    expect(spokenChoices({ ...prompt, choices: many })).toHaveLength(9);
  });
});

test("figures take as many keys as they have, yes and no two, and words one", () => {
  const gather = (prompt: Prompt) => ["numDigits", "finishOnKey"].map((name) => attribute(twimlOf(prompt), "Gather", name));
  expect(gather({ kind: "text", text: { key: "code.choose" }, figures: 4 })).toEqual(["4", "#"]);
  expect(gather({ kind: "text", text: { key: "number.new" }, figures: "any" })).toEqual([undefined, "#"]);
  expect(gather({ kind: "text", text: { key: "findPeer.alias" }, none: ["rien"] })).toEqual(["1", ""]);
  const yesNo: Prompt = { kind: "yes-no", text: { key: "erase.confirm" } };
  expect(gather(yesNo)).toEqual(["1", ""]);
  expect(["1", "2", "3"].map((key) => recognise(yesNo, wordsOfKeys(yesNo, key, "en"), { locale: "en", now: NOW }))).toEqual([
    { kind: "yes" },
    { kind: "no" },
    "not-understood",
  ]);
});

test("what one lives with may be chosen from a list by a key, and is expected in speech only there", () => {
  const condition: Prompt = { kind: "text", text: { key: "findPeer.condition" }, takes: "conditions" };
  expect(attribute(twimlOf(condition), "Gather", "hints")).toContain("diabète");
  expect(wordsOf(twimlOf(condition))).toMatch(/Pour choisir dans une liste, tapez 1\.$/);
  expect(attribute(twimlOf({ kind: "text", text: { key: "findPeer.alias" } }), "Gather", "hints")).toBeUndefined();
});

test("slow speech is slow in every word, and nothing else changes", () => {
  const prompt: Prompt = { kind: "yes-no", text: { key: "erase.confirm" } };
  const [normal, slow] = [twimlOf(prompt), twimlOf(prompt, "fr", { slow: true })];
  checkTwiml(slow);
  expect(wordsOf(slow)).toBe(wordsOf(normal));
  expect(slow.split('<prosody rate="slow">')).toHaveLength(normal.split("<Say").length);
  expect(normal).not.toContain("prosody");
});

test("lines that may save a life are said before any key is listened to", () => {
  const spoken = renderCall({ say: [{ key: "safety.human" }, { key: "safety.goOn" }], class: "safety", question: "keep" }, state);
  expect(callTwiml(spoken, "https://p")).toMatch(/^<\?xml[^>]*><Response><Say[^>]*>Pour parler à l'équipe, tapez 0\.<\/Say><Gather/);
});

describe("every prompt of every dialog", () => {
  // more than is ever asked: whatever a dialog may take as its text
  const keys = (Object.keys(fr) as TextKey[]).filter((key) => !/^(queue|data|coordinator|teams|call\.option)/.test(key));

  test.each(locales)("can be said with the longest values in %s, within what the provider takes", (locale) => {
    const longLabels = [...conditions.values()].map(({ label }) => label[locale]).sort((a, b) => b.length - a.length);
    const labels = [`${LONG_NAME} (${longLabels[0]}, ${longestAbout(locale)})`, ...longLabels.slice(0, 7), longestDate(locale)];
    for (const key of keys) {
      const text = { key, args: longestArgs(locale) };
      const prompts: Prompt[] = [
        { kind: "yes-no", text },
        { kind: "text", text, none: ["rien"], figures: "any" },
        { kind: "choice", text, takes: "conditions", choices: labels.map((label, index) => ({ value: String(index), label })) },
      ];
      for (const prompt of prompts) {
        const twiml = twimlOf(prompt, locale, { slow: true });
        checkTwiml(twiml);
        expect(wordsOf(twiml), key).not.toMatch(/[{}()]|undefined|null/);
        // https://www.twilio.com/docs/api/errors/11750
        expect(twiml.length, key).toBeLessThan(64 * 1024);
        for (const hint of attribute(twiml, "Gather", "hints")?.split(", ") ?? []) expect(hint.length).toBeLessThanOrEqual(100);
      }
    }
  });
});

describe("the allow-list", () => {
  const within = (verbs: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;
  test.each([
    within('<Say language="fr-FR">Bonjour &amp; merci</Say><Hangup/>'),
    within('<Gather input="dtmf"><Say>a<break strength="weak"/></Say><Pause length="1"/></Gather>'),
    within('<Dial callerId="+33199000001"><Conference startConferenceOnEnter="true">x</Conference></Dial>'),
    within('<Say><say-as interpret-as="digits">12</say-as></Say><Reject reason="busy"/>'),
  ])("knows %s", (xml) => {
    expect(() => checkTwiml(xml)).not.toThrow();
  });

  test("knows what is said to who is on duty", () => {
    for (const locale of locales) checkTwiml(spokenTwiml("Une alerte & plus", locale));
  });

  test.each([
    [within('<Say langage="fr-FR">x</Say>'), /<Say> has no attribute langage/],
    [within('<Gather inputs="dtmf"/>'), /<Gather> has no attribute inputs/],
    [within("<Speak>x</Speak>"), /no <Speak> in <Response>/],
    [within("<Say><Gather/></Say>"), /no <Gather> in <Say>/],
    [within("<Gather>words</Gather>"), /<Gather> holds no words/],
    [within("<Say>a & b</Say>"), /not escaped/],
    [within("<Say>a"), /closes <\/Response> where Say is open/],
    ["<Response><Say>a</Say>", /does not end/],
    ["<Say>a</Say>", /no <Say> at its root/],
    [`${within("")}<Say/>`, /goes on after its end/],
  ])("refuses %s", (xml, reason) => {
    expect(() => checkTwiml(xml)).toThrow(reason);
  });
});
