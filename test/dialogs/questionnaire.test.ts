import { describe, expect, test } from "vitest";
import { renderPrompt } from "../../bot/render/sms.ts";
import { renderCall, wordsOfKeys } from "../../bot/render/voice.ts";
import { formCard } from "../../cards/form-card.ts";
import type { Form, Prompt } from "../../dialogs/prompt.ts";
import { formOf } from "../../dialogs/questionnaire/ask-item.ts";
import { readForm } from "../../dialogs/questionnaire/read-form.ts";
import { questionnaire as dialog } from "../../dialogs/questionnaire.ts";
import { segmentCount } from "../../domain/deliveries/segments.ts";
import type { Locale } from "../../domain/locale.ts";
import { askedItems, enabledItems } from "../../domain/surveys/items.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import type { Answers, Questionnaire } from "../../domain/surveys/questionnaire.ts";
import { localesOf } from "../../domain/surveys/wording.ts";
import { validationErrors } from "../support/card-rules.ts";
import { memoryTools, NOW, startTalk, type Talk } from "../support/dialog-tools.ts";
import { type MemoryForm, memoryForm, RESPONSE } from "../support/memory-surveys.ts";

const PROGRAMME = "44444444-4444-4444-8444-444444444444";
const shipped = [...shippedQuestionnaires.values()].flatMap((one) =>
  localesOf(one).map((locale): [string, Locale, Questionnaire] => [one.name, locale, one]),
);
const named = (name: string): Questionnaire => {
  const found = shippedQuestionnaires.get(name);
  if (!found) throw new Error(`${name} is not shipped.`);
  return found;
};

/** What is answered to an item, by the same plan on every channel: each item another of its options, every third that may be passed over. */
interface Given {
  skips: boolean;
  choice: number;
  words: string;
}
function given(prompt: { kind: string; min?: number; max?: number | null; count?: number; required: boolean }, index: number): Given {
  const skips = !prompt.required && index % 3 === 2;
  if (prompt.kind === "number") {
    const span = (prompt.max ?? 12) - (prompt.min ?? 0) + 1;
    return { skips, choice: (prompt.min ?? 0) + ((index * 7 + 3) % span), words: "" };
  }
  return { skips, choice: index % (prompt.count ?? 1), words: `quelques mots, ${index}` };
}

function start(name: Questionnaire, locale: Locale, channel: string) {
  const done: string[] = [];
  const form = memoryForm(name, NOW, (what) => done.push(what));
  const tools = memoryTools({ consented: true, isPatient: true, locale }, { surveys: form.tools });
  tools.channel = channel;
  return { form, tools, done };
}

const SHOWN = /^\d+\/\d+ /;

/** One item after the other, as a phone shows or says them. */
async function walkByPhone(name: Questionnaire, locale: Locale, channel: "sms" | "voice"): Promise<{ form: MemoryForm; shown: string[] }> {
  const { form, tools } = start(name, locale, channel);
  let talk: Talk = await startTalk(dialog, tools, { responseId: RESPONSE });
  talk = await talk.answer("GO");
  const shown: string[] = [];
  for (let index = 0; talk.prompt; index++) {
    const { prompt } = talk;
    shown.push(renderPrompt(prompt, locale));
    talk = await talk.answer(wordsFor(prompt, index, locale, channel));
  }
  return { form, shown };
}

function wordsFor(prompt: Prompt, index: number, locale: Locale, channel: "sms" | "voice"): string {
  if (prompt.kind === "form" || prompt.kind === "yes-no") throw new Error("No item is asked so.");
  const required = prompt.skip === undefined;
  const about =
    prompt.kind === "number"
      ? { ...prompt, required }
      : { kind: prompt.kind, count: "choices" in prompt ? prompt.choices.length : 1, required };
  const { skips, choice, words } = given(about, index);
  if (skips) return channel === "sms" ? (prompt.skip?.[0] ?? "") : wordsOfKeys(prompt, "*9", locale);
  if (prompt.kind === "text") return words;
  const key = prompt.kind === "number" ? String(choice) : String(choice + 1);
  return channel === "sms" ? key : wordsOfKeys(prompt, key, locale);
}

/** The whole form at once, and what is asked only since then after it. */
async function walkByCard(name: Questionnaire, locale: Locale): Promise<MemoryForm> {
  const { form, tools } = start(name, locale, "teams");
  const talk = await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer("GO");
  expect(talk.prompt?.kind).toBe("form");
  for (;;) {
    const opened = await form.tools.open(RESPONSE);
    if (!opened) throw new Error("The form is gone.");
    const shown = formOf(opened, locale);
    if (shown.fields.length === 0) return form;
    expect(validationErrors(formCard(shown, PROGRAMME, locale))).toEqual([]);
    const { values, faults } = readForm(opened, shown, typedFor(shown, opened.questionnaire, form.answers), locale);
    expect(faults).toEqual({});
    for (const [linkId, value] of Object.entries(values)) await form.tools.answer(RESPONSE, linkId, value);
  }
}

function typedFor({ fields }: Form, questionnaire: Questionnaire, answers: Answers): Record<string, string> {
  const typed: Record<string, string> = {};
  // where an item stands among those that a phone asks depends on the answers before it: they are the same here
  for (const field of fields) {
    const index = Object.keys(answers).length + Object.keys(typed).length;
    const { takes, required, linkId } = field;
    const about =
      takes.kind === "number"
        ? { ...takes, required }
        : { kind: takes.kind, count: takes.kind === "choice" ? takes.options.length : 1, required };
    const { skips, choice, words } = given(about, index);
    typed[linkId] = skips ? "" : takes.kind === "text" ? words : String(choice);
  }
  expect(enabledItems(questionnaire, answers).length).toBeGreaterThan(0);
  return typed;
}

describe("every questionnaire that is shipped", () => {
  test.each(shipped)("%s in %s comes to the same answers by SMS, by voice and on a card", async (_, locale, one) => {
    const [bySms, byVoice, byCard] = [
      await walkByPhone(one, locale, "sms"),
      await walkByPhone(one, locale, "voice"),
      await walkByCard(one, locale),
    ];
    expect(bySms.form.state).toBe("completed");
    expect(byVoice.form.state).toBe("completed");
    expect(Object.keys(bySms.form.answers).length).toBe(enabledItems(one, bySms.form.answers).length);
    expect(byVoice.form.answers).toEqual(bySms.form.answers);
    expect(byCard.answers).toEqual(bySms.form.answers);
  });

  test.each(shipped)("%s in %s is asked by SMS in two segments an item, its options whole", async (_, locale, one) => {
    const { shown } = await walkByPhone(one, locale, "sms");
    expect(shown.filter((text) => segmentCount(text) > 2)).toEqual([]);
    expect(shown.filter((text) => text.includes("..."))).toEqual([]);
  });

  test.each(shipped)("%s in %s is said with a key for each option, and by nothing that is to be written", async (_, locale, one) => {
    const { form, tools } = start(one, locale, "voice");
    let talk = await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer("GO");
    for (let index = 0; talk.prompt; index++) {
      const { prompt } = talk;
      const said = renderCall(
        { say: [], prompt, question: { dialog: dialog.name, step: "item", version: 1, state: {} } },
        { locale, slow: false, step: 1, question: null, asksCode: false },
      );
      const words = said.words.map((part) => part.words).join(" ");
      expect(words).not.toMatch(/PASSER|SKIP|SMS|undefined|[Rr]épondez|Reply/);
      if (prompt.kind === "choice") expect(prompt.choices.length).toBeLessThanOrEqual(9);
      if (prompt.kind === "number") expect(said.listening?.keys).toBe((prompt.max ?? 99) > 9 ? "until-hash" : 1);
      talk = await talk.answer(wordsFor(prompt, index, locale, "voice"));
    }
    expect(form.state).toBe("completed");
  });
});

describe("before GO", () => {
  const words = (one: Questionnaire, locale: Locale): string[] => {
    const { fields } = formOf({ ...opened(one), questionnaire: one, answers: {} }, locale);
    return fields.flatMap(({ text, before }) => [text, ...before]);
  };
  const opened = (one: Questionnaire) => ({
    id: RESPONSE,
    personId: "patient",
    questionnaireName: one.name,
    questionnaireId: "q",
    occasion: "entry" as const,
    milestone: null,
    appointmentId: null,
    state: "offered" as const,
    weight: 1,
    deferrals: 0,
    sentAt: NOW,
    remindedAt: null,
    expiresAt: NOW.plus({ days: 7 }),
  });

  test.each(shipped)("nothing of %s in %s is shown: only how many questions there are", async (_, locale, one) => {
    for (const channel of ["sms", "voice", "teams"]) {
      const { tools } = start(one, locale, channel);
      const { said } = await startTalk(dialog, tools, { responseId: RESPONSE });
      for (const text of words(one, locale)) expect(said).not.toContain(text.slice(0, 20));
      expect(said).not.toMatch(/PHQ|GAD|WHO|OMS/);
    }
  });

  test("the answers are words, in both languages", async () => {
    for (const [said, did] of [
      ["PLUS TARD", "defer"],
      ["later", "defer"],
      ["je verrai plus tard", "defer"],
      ["Ce n'est pas moi", "notMe"],
      ["not me", "notMe"],
      ["STOP QUESTIONS", "stopAll"],
      ["non merci", "decline"],
    ] as const) {
      const { tools, done } = start(named("phq4"), "fr", "sms");
      await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer(said);
      expect(done, said).toEqual([did]);
    }
  });

  test("a bare number begins nothing", async () => {
    const { tools } = start(named("phq4"), "fr", "sms");
    const talk = await startTalk(dialog, tools, { responseId: RESPONSE });
    expect(() => talk.answer("1")).toThrow("not understood");
  });
});

describe("an answer in words", () => {
  const rows: [string, string, string, object | null][] = [
    ["phq4", "1", "jamais", { code: 0 }],
    ["phq4", "1", "Presque tous les jours", { code: 3 }],
    ["phq4", "1", "plusieurs jours", { code: 1 }],
    ["loneliness", "1", "souvent", { code: 0 }],
    ["debrief", "went", "plutôt bien", { code: 1 }],
    ["debrief", "went", "plutot mal", { code: 2 }],
    ["confidence", "1", "7", { number: 7 }],
    ["confidence", "1", "sept", { number: 7 }],
    ["confidence", "1", "je dirais 7 sur 10", { number: 7 }],
    ["confidence", "1", "zéro", { number: 0 }],
    ["confidence", "1", "10/10", { number: 10 }],
  ];
  test.each(rows)("to %s, item %s, %j", async (name, linkId, said, expected) => {
    const one = named(name);
    const { form, tools } = start(one, "fr", "sms");
    const talk = await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer("GO");
    await talk.answer(said);
    const item = askedItems(one).find((asked) => asked.item.linkId === linkId)?.item;
    const value = form.answers[linkId];
    if (expected && "number" in expected) expect(value).toEqual({ valueInteger: expected.number });
    else if (expected && "code" in expected)
      expect(value && "valueCoding" in value && value.valueCoding.code).toBe(
        item?.answerOption?.[expected.code as number]?.valueCoding?.code,
      );
  });

  test.each(["11", "3,5", "entre 3 et 4", "beaucoup"])("%j is none on a scale to 10", async (said) => {
    const { tools } = start(named("confidence"), "fr", "sms");
    const talk = await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer("GO");
    expect(() => talk.answer(said)).toThrow("not understood");
  });

  test("PASSER passes over what may be passed over, and nothing else", async () => {
    const { form, tools } = start(named("after-talk"), "fr", "sms");
    const first = await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer("GO");
    expect(() => first.answer("PASSER")).toThrow("not understood");
    await (await first.answer("8")).answer("passer");
    expect(form.answers).toEqual({ useful: { valueInteger: 8 }, listened: null });
  });
});

test("an answer to item 9 of the PHQ-9 goes to the safety check, whatever the others are", async () => {
  for (const [said, reported] of [
    ["1", false],
    ["2", true],
  ] as const) {
    const { form, tools } = start(named("phq9"), "fr", "sms");
    form.answers = Object.fromEntries(["1", "2", "3", "4", "5", "6", "7", "8"].map((id) => [id, { valueInteger: 0 }]));
    const talk = await startTalk(dialog, tools, { responseId: RESPONSE }, "begin");
    await talk.answer(said);
    expect(tools.done.includes("reportDanger suicide"), said).toBe(reported);
    expect(form.answers["9"]).toBeDefined();
  }
});

test("it goes on at the first item without an answer, with what belongs to it, on whatever channel", async () => {
  const { form, tools } = start(named("phq4"), "fr", "sms");
  const first = await (await startTalk(dialog, tools, { responseId: RESPONSE })).answer("GO");
  expect(first.said).toMatch(/Au cours des 2 dernières semaines.*1\/4 /);
  const second = await first.answer("2");
  expect(second.said).toMatch(SHOWN);
  expect(second.said).not.toContain("Au cours des 2");
  tools.channel = "voice";
  // answered meanwhile on the page of another channel
  form.answers = { ...form.answers, "2": { valueCoding: { code: "x", display: "x" } } };
  const third = await startTalk(dialog, tools, { responseId: RESPONSE, linkId: "2", toldOn: "sms" }, "item");
  expect(third.said).toMatch(/Au cours des 2 dernières semaines.*3\/4 /);
});

test("an answer that comes after the form's time is kept as late, and is the answer to nothing else", async () => {
  const { form, tools } = start(named("phq4"), "fr", "sms");
  form.state = "in-progress";
  form.expiresAt = NOW.minus({ minutes: 1 });
  const step = dialog.steps.item;
  if (!step || !("acceptLate" in step)) throw new Error("The item takes nothing late.");
  const move = await step.acceptLate?.({ kind: "choice", value: "2" }, { responseId: RESPONSE, how: "first", linkId: "1" }, tools);
  expect(move).toEqual({ say: [{ key: "questionnaire.late" }], end: true });
  expect(form.answers).toEqual({});
  expect(Object.keys(form.late)).toEqual(["1"]);
});
