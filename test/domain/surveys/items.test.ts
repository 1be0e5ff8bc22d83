import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedItems, enabledItems, nextItem, numberOf, optionsOf, scaleOf, wantsSafetyCheck } from "../../../domain/surveys/items.ts";
import { shippedQuestionnaires } from "../../../domain/surveys/load-questionnaires.ts";
import { type Answers, type AnswerValue, type Questionnaire, questionnaire } from "../../../domain/surveys/questionnaire.ts";

const form = (items: unknown[]): Questionnaire =>
  questionnaire.parse({
    resourceType: "Questionnaire",
    name: "form",
    title: "Form",
    version: "1",
    status: "active",
    language: "fr",
    item: items,
  });
const whole = (linkId: string, more: object = {}) => ({ linkId, text: linkId, type: "integer", ...more });
const when = (operator: string, answer: object, question = "a") => ({ enableWhen: [{ question, operator, ...answer }] });
const asked = (of: Questionnaire, answers: Answers) => enabledItems(of, answers).map(({ item }) => item.linkId);
const n = (valueInteger: number): AnswerValue => ({ valueInteger });
const shipped = (name: string) => shippedQuestionnaires.get(name)!;

test("items come in order, each with its groups and what is read before it", () => {
  const of = form([
    { linkId: "hello", text: "hello", type: "display" },
    {
      linkId: "g",
      text: "g",
      type: "group",
      item: [whole("a", { item: [whole("a-more")] }), { linkId: "h", text: "h", type: "group", item: [whole("b")] }],
    },
    whole("c"),
  ]);

  expect(
    askedItems(of).map(({ item, groups, before }) => [item.linkId, groups.map((one) => one.linkId), before.map((one) => one.linkId)]),
  ).toEqual([
    ["a", ["g"], ["hello", "g"]],
    ["a-more", ["g"], []],
    ["b", ["g", "h"], ["h"]],
    ["c", [], []],
  ]);
});

describe("an item with a condition is asked", () => {
  test.each<[string, object, AnswerValue | null | undefined, boolean]>([
    ["exists", { answerBoolean: true }, n(0), true],
    ["exists", { answerBoolean: true }, null, false],
    ["exists", { answerBoolean: false }, undefined, true],
    ["exists", { answerBoolean: false }, n(0), false],
    ["=", { answerInteger: 3 }, n(3), true],
    ["=", { answerInteger: 3 }, n(4), false],
    ["=", { answerInteger: 3 }, null, false],
    ["=", { answerBoolean: false }, { valueBoolean: false }, true],
    ["=", { answerBoolean: false }, { valueBoolean: true }, false],
    ["=", { answerCoding: { code: "x" } }, { valueCoding: { code: "x", display: "X" } }, true],
    ["=", { answerCoding: { code: "x" } }, { valueCoding: { code: "y", display: "Y" } }, false],
    ["!=", { answerInteger: 3 }, n(3), false],
    ["!=", { answerInteger: 3 }, n(4), true],
    ["!=", { answerInteger: 3 }, undefined, true],
    ["!=", { answerCoding: { code: "x" } }, { valueCoding: { code: "x", display: "X" } }, false],
    [">", { answerInteger: 3 }, n(4), true],
    [">", { answerInteger: 3 }, n(3), false],
    ["<", { answerInteger: 3 }, n(2), true],
    ["<", { answerInteger: 3 }, n(3), false],
    [">=", { answerInteger: 3 }, n(3), true],
    [">=", { answerInteger: 3 }, n(2), false],
    ["<=", { answerInteger: 3 }, n(3), true],
    ["<=", { answerInteger: 3 }, n(4), false],
    ["<=", { answerInteger: 3 }, null, false],
  ])("%s %j after %j: %s", (operator, answer, given, expected) => {
    const of = form([whole("a"), whole("b", when(operator, answer))]);
    expect(asked(of, given === undefined ? {} : { a: given }).includes("b")).toBe(expected);
  });

  test("by all of its conditions or by any, as it says", () => {
    const both = [
      { question: "a", operator: "=", answerInteger: 1 },
      { question: "b", operator: "=", answerInteger: 1 },
    ];
    const all = form([whole("a"), whole("b"), whole("c", { enableWhen: both, enableBehavior: "all" })]);
    const any = form([whole("a"), whole("b"), whole("c", { enableWhen: both, enableBehavior: "any" })]);

    expect(asked(all, { a: n(1), b: n(2) })).toEqual(["a", "b"]);
    expect(asked(all, { a: n(1), b: n(1) })).toEqual(["a", "b", "c"]);
    expect(asked(any, { a: n(1), b: n(2) })).toEqual(["a", "b", "c"]);
    expect(asked(any, { a: n(2), b: n(2) })).toEqual(["a", "b"]);
  });

  test("only with its group, and never by an answer to an item that is not asked", () => {
    const of = form([
      whole("a"),
      { linkId: "g", text: "g", type: "group", ...when("=", { answerInteger: 1 }), item: [whole("b")] },
      whole("c", when("exists", { answerBoolean: true }, "b")),
    ]);

    expect(asked(of, { a: n(1), b: n(5) })).toEqual(["a", "b", "c"]);
    expect(asked(of, { a: n(2), b: n(5) })).toEqual(["a"]);
  });
});

test("the next item is the first without an answer; what may be passed over is asked once", () => {
  const of = form([whole("a", { required: true }), whole("b"), whole("c")]);

  expect(nextItem(of, {})?.item.linkId).toBe("a");
  expect(nextItem(of, { a: null })?.item.linkId).toBe("a");
  expect(nextItem(of, { a: n(0) })?.item.linkId).toBe("b");
  expect(nextItem(of, { a: n(0), b: null })?.item.linkId).toBe("c");
  expect(nextItem(of, { a: n(0), b: null, c: n(1) })).toBeUndefined();
});

test("every shipped questionnaire comes to its end, whatever is answered or passed over, and asks nothing twice", () => {
  for (const of of shippedQuestionnaires.values()) {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1000)), (picks) => {
        const answers: Answers = {};
        const order: string[] = [];
        for (let next = nextItem(of, answers); next; next = nextItem(of, answers)) {
          const pick = picks.next().value as number;
          order.push(next.item.linkId);
          const options = optionsOf(of, next.item, "fr");
          answers[next.item.linkId] =
            !next.item.required && pick % 3 === 0
              ? null
              : (options[pick % (options.length || 1)]?.value ??
                (next.item.type === "boolean"
                  ? { valueBoolean: pick % 2 === 0 }
                  : next.item.type === "text"
                    ? { valueString: "x" }
                    : n(pick % 11)));
          if (order.length > 50) return false;
        }
        return new Set(order).size === order.length && order.length === enabledItems(of, answers).length;
      }),
      { numRuns: 50 },
    );
  }
});

test("a debrief goes into what was difficult only where something was", () => {
  const of = shipped("debrief");
  const said = (code: string): Answers => ({ difficult: { valueCoding: { code, display: code } } });

  expect(asked(of, said("no"))).toEqual(["went", "difficult", "worried", "words"]);
  expect(asked(of, said("very"))).toEqual(["went", "difficult", "what", "call-me", "worried", "words"]);
});

test("options say in a language what is stored once for all languages", () => {
  const of = shipped("phq4");
  const { item, groups } = askedItems(of)[2]!;

  expect(groups.map(({ text }) => text)).toEqual([
    "Au cours des 2 dernières semaines, selon quelle fréquence avez-vous été gêné(e) par les problèmes suivants ?",
  ]);
  expect(optionsOf(of, item, "fr").map(({ text, ordinal }) => [text, ordinal])).toEqual([
    ["Jamais", 0],
    ["Plusieurs jours", 1],
    ["Plus de la moitié du temps", 2],
    ["Presque tous les jours", 3],
  ]);
  expect(optionsOf(of, item, "en").map(({ text }) => text)).toEqual([
    "Not at all",
    "Several days",
    "More than half the days",
    "Nearly every day",
  ]);
  expect(optionsOf(of, item, "en").map(({ value }) => value)).toEqual(optionsOf(of, item, "fr").map(({ value }) => value));
  expect(optionsOf(of, item, "en").map(({ value }) => numberOf(item, value))).toEqual([0, 1, 2, 3]);
});

test("a scale has its ends, and what they mean in a language", () => {
  const [useful] = askedItems(shipped("after-talk"));

  expect(scaleOf(shipped("after-talk"), useful!.item, "en")).toEqual({ min: 0, max: 10, minText: "not at all", maxText: "completely" });
  expect(scaleOf(shipped("semcd6"), askedItems(shipped("semcd6"))[0]!.item, "en")).toEqual({
    min: 1,
    max: 10,
    minText: "Not at all confident",
    maxText: "Totally confident",
  });
  expect(askedItems(shipped("semcd6"))).toHaveLength(6);
});

test("any but the first answer to item 9 of the PHQ-9 is for the safety check, and to no other item", () => {
  const of = shipped("phq9");
  const alarming = askedItems(of).flatMap(({ item }) =>
    optionsOf(of, item, "fr")
      .filter(({ value }) => wantsSafetyCheck(item, value))
      .map(({ ordinal }) => [item.linkId, ordinal]),
  );

  expect(alarming).toEqual([
    ["9", 1],
    ["9", 2],
    ["9", 3],
  ]);
  expect(wantsSafetyCheck(askedItems(of)[8]!.item, null)).toBe(false);
});
