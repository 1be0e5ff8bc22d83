import { describe, expect, test } from "vitest";
import { checkQuestionnaire, SURVEY_CHANNELS } from "../../../domain/surveys/check-questionnaire.ts";
import type { Finding, FindingCode } from "../../../domain/surveys/finding.ts";
import { shippedQuestionnaires } from "../../../domain/surveys/load-questionnaires.ts";
import { readQuestionnaire } from "../../../domain/surveys/read-questionnaire.ts";

const base = { resourceType: "Questionnaire", name: "own", title: "Le nôtre", version: "1", status: "active", language: "fr" };
const whole = (linkId: string, more: object = {}) => ({ linkId, text: `Question ${linkId}`, type: "integer", ...more });
const english = (text: string) => ({
  extension: [
    {
      url: "http://hl7.org/fhir/StructureDefinition/translation",
      extension: [
        { url: "lang", valueCode: "en" },
        { url: "content", valueString: text },
      ],
    },
  ],
});
const options = (count: number, display = "oui") =>
  Array.from({ length: count }, (_, index) => ({ valueCoding: { code: `o${index}`, display: `${display} ${index}` } }));
const choice = (linkId: string, count: number, more: object = {}) =>
  whole(linkId, { type: "choice", answerOption: options(count), ...more });

function checkOf(item: unknown[], more: object = {}) {
  const read = readQuestionnaire(JSON.stringify({ ...base, ...more, item }));
  if ("findings" in read) throw new Error(read.findings.map(({ sentence }) => sentence).join(" "));
  return checkQuestionnaire(read.questionnaire);
}
const found = (findings: Finding[]) => findings.map(({ code, linkId }) => [code, linkId]);
const fits = (check: ReturnType<typeof checkQuestionnaire>) => SURVEY_CHANNELS.map((channel) => check.channels[channel].fit);

test("every shipped questionnaire fits every channel; what is free text may be passed over, so that by voice it fits in part", () => {
  const fit = [...shippedQuestionnaires].map(([name, one]) => {
    const check = checkQuestionnaire(one);
    expect(check.problems, name).toEqual([]);
    return [name, ...fits(check)];
  });

  expect(fit.filter((row) => row.slice(1).some((one) => one !== "whole")).sort()).toEqual([
    ["after-talk", "whole", "in-part", "whole"],
    ["debrief", "whole", "in-part", "whole"],
    ["professional", "whole", "in-part", "whole"],
  ]);
});

describe("by voice", () => {
  test("nine options have keys, ten do not", () => {
    expect(checkOf([choice("a", 9)]).channels.voice).toEqual({ fit: "whole", findings: [] });
    const ten = checkOf([choice("a", 10)]);
    expect(found(ten.channels.voice.findings)).toEqual([["too-many-options", "a"]]);
    expect(fits(ten)).toEqual(["whole", "none", "whole"]);
  });

  test("a scale past nine is keyed as a number, one below zero is not", () => {
    const [min, max] = ["minValue", "maxValue"].map((end) => `http://hl7.org/fhir/StructureDefinition/${end}`);
    const from = (valueInteger: number) => ({
      extension: [
        { url: min, valueInteger },
        { url: max, valueInteger: 100 },
      ],
    });
    expect(checkOf([whole("a", from(0))]).channels.voice.fit).toBe("whole");
    expect(found(checkOf([whole("a", from(-1))]).channels.voice.findings)).toEqual([["negative-numbers", "a"]]);
  });

  test("free text that must be answered does not go, nor a form of nothing else", () => {
    const text = (more: object = {}) => whole("b", { type: "text", ...more });
    expect(fits(checkOf([whole("a"), text()]))).toEqual(["whole", "in-part", "whole"]);
    expect(fits(checkOf([whole("a"), text({ required: true })]))).toEqual(["whole", "none", "whole"]);
    expect(fits(checkOf([text()]))).toEqual(["whole", "none", "whole"]);
  });
});

describe("by SMS", () => {
  test("an item with its options and how to answer takes two segments at most", () => {
    // 2 segments hold 306 characters, of which 50 and a line are for how to answer
    expect(checkOf([whole("a", { text: "x".repeat(255) })]).channels.sms.fit).toBe("whole");
    expect(found(checkOf([whole("a", { text: "x".repeat(256) })]).channels.sms.findings)).toEqual([["too-long", "a"]]);
    expect(checkOf([choice("a", 9, { text: "x".repeat(200) })]).channels.sms.fit).toBe("none");
  });

  test("what SMS writes otherwise is counted as it is written", () => {
    expect(checkOf([whole("a", { text: "ê’…".repeat(50) })]).channels.sms.fit).toBe("whole");
    expect(checkOf([whole("a", { text: `${"x".repeat(120)}🙂` })]).channels.sms.fit).toBe("none");
  });

  test("what is read before an item is counted too, and every language that it is asked in", () => {
    const group = { linkId: "g", text: "x".repeat(307), type: "group", item: [whole("a")] };
    expect(found(checkOf([group]).channels.sms.findings)).toEqual([["too-long", "g"]]);

    const translated = { _title: english("Ours") };
    const check = checkOf([whole("a", { _text: english("x".repeat(256)) })], translated);
    expect(check.locales).toEqual(["fr", "en"]);
    expect(check.channels.sms.findings).toMatchObject([{ code: "too-long", linkId: "a", locale: "en" }]);
  });
});

test("a language that nothing is written in is noted, one that a word lacks is a mistake", () => {
  const none = checkOf([whole("a")]);
  expect([none.locales, none.problems, none.notes.map(({ code, locale }) => [code, locale])]).toEqual([
    ["fr"],
    [],
    [["not-translated", "en"]],
  ]);

  const half = checkOf([whole("a", { _text: english("Question a") }), choice("b", 2, { _text: english("Question b") })], {
    _title: english("Ours"),
  });
  expect(half.problems).toMatchObject([{ code: "partly-translated", locale: "en", linkId: "b" }]);
  expect(fits(half)).toEqual(["none", "none", "none"]);
});

const when = (condition: object, more: object = {}) => ({
  enableWhen: [{ question: "a", operator: "=", answerInteger: 1, ...condition }],
  ...more,
});

describe("nobody is asked a questionnaire", () => {
  test.each<[FindingCode, string | undefined, unknown[]]>([
    ["nothing-to-ask", undefined, [{ linkId: "d", text: "Bonjour", type: "display" }]],
    ["duplicate-link-id", "a", [whole("a"), { linkId: "g", text: "g", type: "group", item: [whole("a")] }]],
    ["no-options", "a", [whole("a", { type: "choice" })]],
    ["duplicate-option", "a", [whole("a", { type: "choice", answerOption: [...options(1), ...options(1)] })]],
    ["unsupported", "a", [whole("a", { answerOption: options(2) })]],
    ["unsupported", "a", [whole("a", { type: "choice", answerOption: [{ valueString: "oui" }] })]],
    ["unsupported", "a", [whole("a", { repeats: true })]],
    ["unsupported", "a", [choice("a", 2, { answerValueSet: "http://hl7.org/fhir/ValueSet/yesnodontknow" })]],
    ["unsupported", "a", [whole("a", { modifierExtension: [{ url: "http://example.org/not", valueBoolean: true }] })]],
    [
      "bad-scale",
      "a",
      [
        whole("a", {
          extension: [
            { url: "http://hl7.org/fhir/StructureDefinition/minValue", valueInteger: 5 },
            { url: "http://hl7.org/fhir/StructureDefinition/maxValue", valueInteger: 4 },
          ],
        }),
      ],
    ],
    ["condition-on-unknown", "b", [whole("a"), whole("b", when({ question: "z" }))]],
    ["condition-on-unknown", "b", [{ linkId: "a", text: "a", type: "display" }, whole("b", when({}))]],
    ["condition-on-later", "b", [whole("b", when({})), whole("a")]],
    ["condition-on-later", "a", [whole("a", when({}))]],
    ["condition-never-fits", "b", [whole("a"), whole("b", when({ answerInteger: undefined, answerBoolean: true }))]],
    ["condition-never-fits", "b", [whole("a"), whole("b", when({ operator: "exists" }))]],
    ["condition-never-fits", "b", [choice("a", 2), whole("b", when({ answerInteger: undefined, answerCoding: { code: "o2" } }))]],
    [
      "condition-never-fits",
      "b",
      [choice("a", 2), whole("b", when({ operator: ">", answerInteger: undefined, answerCoding: { code: "o1" } }))],
    ],
    ["malformed", "b", [whole("a"), whole("b", { enableWhen: [...when({}).enableWhen, ...when({}).enableWhen] })]],
    ["malformed", undefined, [whole("a", { text: "Ça va\u202e ?" })]],
    ["malformed", undefined, [whole("a", { text: "Ça va\u0000 ?" })]],
  ])("with %s (%s)", (code, linkId, items) => {
    const check = checkOf(items);
    expect(found(check.problems)).toEqual([[code, linkId]]);
    expect(fits(check)).toEqual(["none", "none", "none"]);
  });
});

describe("a file is read, or it is said what it is not", () => {
  const codes = (text: string) => {
    const read = readQuestionnaire(text);
    return "findings" in read ? found(read.findings) : "read";
  };
  const file = (item: unknown[], more: object = {}) => JSON.stringify({ ...base, item, ...more });
  const nested = (depth: number): object =>
    depth === 0 ? whole("a") : { linkId: `g${depth}`, text: "g", type: "group", item: [nested(depth - 1)] };

  test.each<[string, string, unknown]>([
    ["with a byte order mark", `\ufeff${file([whole("a")])}`, "read"],
    ["nested as deep as may be", file([nested(4)]), "read"],
    ["nested deeper", file([nested(5)]), [["too-deep", undefined]]],
    ["nested past any stack", `${file([]).slice(0, -2)}${'{"item":['.repeat(20_000)}${"]}".repeat(20_000)}]}`, [["too-deep", undefined]]],
    ["too many items", file(Array.from({ length: 201 }, (_, index) => whole(String(index)))), [["malformed", undefined]]],
    ["empty", "", [["not-json", undefined]]],
    ["cut off", file([whole("a")]).slice(0, -5), [["not-json", undefined]]],
    ["null", "null", [["not-a-questionnaire", undefined]]],
    ["a patient", '{"resourceType":"Patient"}', [["not-a-questionnaire", undefined]]],
    ["without items", file([]), [["malformed", undefined]]],
    ["a type that we do not ask", file([whole("a"), whole("b", { type: "attachment" })]), [["unsupported", "b"]]],
    ["an item without text", file([{ linkId: "a", type: "integer" }]), [["malformed", "a"]]],
    ["a name that is none", file([whole("a")], { name: "../own" }), [["malformed", undefined]]],
    ["a status that is none", file([whole("a")], { status: "unknown" }), [["malformed", undefined]]],
  ])("%s", (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
});
