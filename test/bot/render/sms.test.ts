import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { joinMessages, renderPrompt, renderText } from "../../../bot/render/sms.ts";
import type { Choice, Prompt } from "../../../dialogs/prompt.ts";
import { texts } from "../../../dialogs/texts/texts.ts";
import { MODALITIES } from "../../../domain/booking/appointment.ts";
import { conditions, DOMAINS } from "../../../domain/conditions/catalogue.ts";
import { MOST_SEGMENTS, segmentCount } from "../../../domain/deliveries/segments.ts";
import { LONG_NAME, LONG_PROGRAMME, longestAbout, longestArgs, longestDate, longestLabels } from "../../support/longest-values.ts";

const locales = ["fr", "en"] as const;

describe("segments", () => {
  const rows: [string, string, number][] = [
    ["160 letters", "a".repeat(160), 1],
    ["161 letters", "a".repeat(161), 2],
    ["306 letters", "a".repeat(306), 2],
    ["307 letters", "a".repeat(307), 3],
    ["160 accents that SMS has", "é".repeat(160), 1],
    ["80 euro signs, which take two places each", "€".repeat(80), 1],
    ["81 euro signs", "€".repeat(81), 2],
    ["160 accents that become plain letters", "ê".repeat(160), 1],
    ["70 signs that SMS has not", "日".repeat(70), 1],
    ["71 of them", "日".repeat(71), 2],
    ["160 letters and one of them", `${"a".repeat(160)}日`, 3],
  ];
  test.each(rows)("are counted as the provider bills them: %s", (_, text, count) => {
    expect(segmentCount(text)).toBe(count);
  });
});

const choice = (label: string, more: Partial<Choice> = {}): Choice => ({ value: label, label, ...more });
const asking = (...choices: Choice[]): Prompt => ({ kind: "choice", text: { key: "findPeer.slot" }, choices });

describe("a question by SMS", () => {
  test.each([
    ["one option", asking(choice("jeudi")), "Quand?\n1 jeudi\nRépondez 1"],
    ["two options", asking(choice("jeudi"), choice("vendredi")), "Quand?\n1 jeudi\n2 vendredi\nRépondez 1 ou 2"],
    ["three options", asking(choice("a"), choice("b"), choice("c")), "Quand?\n1 a\n2 b\n3 c\nRépondez 1, 2 ou 3"],
    [
      "an option by word",
      asking(choice("a"), choice("b"), choice("d'autres", { byWord: true })),
      "Quand?\n1 a\n2 b\nRépondez 1, 2 ou PLUS",
    ],
    ["one option and one by word", asking(choice("a"), choice("d'autres", { byWord: true })), "Quand?\n1 a\nRépondez 1 ou PLUS"],
  ])("gives a line to each option and numbers %s", (_, prompt, sent) => {
    expect(renderPrompt(prompt, "fr")).toBe(sent);
  });

  test("numbers in English too", () => {
    expect(renderPrompt(asking(choice("a"), choice("b"), choice("others", { byWord: true })), "en")).toBe(
      "When?\n1 a\n2 b\nReply 1, 2 or MORE",
    );
  });

  test("shows a yes-or-no and an open question as they are written", () => {
    expect(renderPrompt({ kind: "yes-no", text: { key: "appointment.confirmCancel", args: { at: "jeu." } } }, "fr")).toBe(
      "Annuler jeu.? OUI ou NON",
    );
    expect(renderPrompt({ kind: "text", text: { key: "findPeer.alias" } }, "fr")).toMatch(/^Quel prénom lui dire.*RIEN\)$/);
  });

  test("shortens long options, and says that it did, before it takes a third segment", () => {
    const sent = renderPrompt(
      asking(...["Claire", "Inès", "Sonia"].map((name) => choice(`${name} (${"très longue histoire ".repeat(8)})`))),
      "fr",
    );
    expect(segmentCount(sent)).toBeLessThanOrEqual(MOST_SEGMENTS);
    for (const start of ["1 Claire (très", "2 Inès (très", "3 Sonia (très"]) expect(sent).toContain(start);
    expect(sent.match(/\.\.\.\)/g)).toHaveLength(3);
    expect(sent).toMatch(/Répondez 1, 2 ou 3$/);
  });

  test("leaves options alone that fit", () => {
    expect(renderPrompt(asking(choice("Claire (endométriose, opérée en 2015)")), "fr")).toContain(
      "1 Claire (endométriose, opérée en 2015)\n",
    );
  });

  test("fits two segments whatever three options say", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abcé èœ’ê("), maxLength: 150 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), (labels) => {
        expect(segmentCount(renderPrompt(asking(...labels.map((label) => choice(label))), "fr"))).toBeLessThanOrEqual(MOST_SEGMENTS);
      }),
    );
  });
});

describe.each(locales)("each question of the product, with the longest values, in %s", (locale) => {
  const { t } = texts(locale);
  const args = longestArgs(locale);
  const more = (key: "findPeer.moreLabel" | "findPeer.slotMoreLabel"): Choice => ({ value: "more", label: { key }, byWord: true });
  const label = (key: Parameters<typeof t>[0]): Choice => ({ value: key, label: { key, args } });
  const offers = longestLabels(locale, 3).map((lived) => choice(`${LONG_NAME} (${lived}, ${longestAbout(locale)})`));
  const prompts: [string, Prompt][] = [
    ["consent", { kind: "yes-no", text: { key: "findPeer.consent", args: { programme: LONG_PROGRAMME } } }],
    [
      "age",
      {
        kind: "choice",
        text: { key: "findPeer.age" },
        choices: [label("findPeer.age.adultAlone"), label("findPeer.age.adultShared"), label("findPeer.age.minor")],
      },
    ],
    ["condition", { kind: "text", text: { key: "findPeer.condition" } }],
    [
      "which condition",
      { kind: "choice", text: { key: "findPeer.whichCondition" }, choices: longestLabels(locale, 3).map((words) => choice(words)) },
    ],
    ["domain", { kind: "choice", text: { key: "findPeer.domain" }, choices: DOMAINS.map((name) => label(`findPeer.domain.${name}`)) }],
    ["three offers", { kind: "choice", text: { key: "findPeer.offers", args }, choices: [...offers, more("findPeer.moreLabel")] }],
    [
      "three offers of something near",
      { kind: "choice", text: { key: "findPeer.offersNear", args }, choices: [...offers, more("findPeer.moreLabel")] },
    ],
    [
      "three offers after a refusal",
      { kind: "choice", text: { key: "findPeer.offersNext", args }, choices: [...offers, more("findPeer.moreLabel")] },
    ],
    [
      "three names after a refusal",
      { kind: "choice", text: { key: "findPeer.offersNextNeutral", args }, choices: ["a", "b", "c"].map(() => choice(LONG_NAME)) },
    ],
    [
      "modality",
      { kind: "choice", text: { key: "findPeer.modality", args }, choices: MODALITIES.map((way) => label(`findPeer.modality.${way}`)) },
    ],
    [
      "slot",
      {
        kind: "choice",
        text: { key: "findPeer.slot" },
        choices: [1, 2, 3].map(() => choice(longestDate(locale))).concat(more("findPeer.slotMoreLabel")),
      },
    ],
    ["alias", { kind: "text", text: { key: "findPeer.alias" } }],
    [
      "menu",
      {
        kind: "choice",
        text: { key: "menu.title" },
        choices: (["menu.find", "menu.appointments", "menu.human", "menu.help"] as const).map(label),
      },
    ],
    [
      "appointments",
      {
        kind: "choice",
        text: { key: "appointment.list", args },
        choices: [1, 2, 3].map(() => label("appointment.cancelLabel")).concat(label("appointment.keepLabel")),
      },
    ],
    ["cancelling", { kind: "yes-no", text: { key: "appointment.confirmCancel", args } }],
    [
      "peer's request",
      { kind: "choice", text: { key: "peer.request", args }, choices: [label("peer.request.accept"), label("peer.request.decline")] },
    ],
  ];

  test.each(prompts)("%s fits two SMS, all options on it", (_, prompt) => {
    const sent = renderPrompt(prompt, locale);
    const message = new SegmentedMessage(sent);
    expect(message.encodingName).toBe("GSM-7");
    expect(message.segmentsCount).toBeLessThanOrEqual(MOST_SEGMENTS);
    if (prompt.kind === "choice") {
      const numbered = prompt.choices.filter(({ byWord }) => !byWord);
      for (const index of numbered.keys()) expect(sent).toContain(`\n${index + 1} `);
      expect(sent).toMatch(prompt.choices.some(({ byWord }) => byWord) ? /(PLUS|MORE)$/ : /\d$/);
    }
  });

  test.each(prompts)("%s is not cut short where that would lose what it says", (name, prompt) => {
    // only what people wrote of themselves may be shortened: our own words, a date or a first name never
    if (name.includes("offers")) return expect(renderPrompt(prompt, locale).split(LONG_NAME.slice(0, 6)).length).toBeGreaterThan(3);
    expect(renderPrompt(prompt, locale)).not.toContain("...");
  });
});

test("names every condition of the catalogue in three offers at once, within two segments", () => {
  for (const locale of locales) {
    for (const { label } of conditions.values()) {
      const offer = choice(`${LONG_NAME} (${label[locale]}, ${longestAbout(locale)})`);
      const prompt: Prompt = { kind: "choice", text: { key: "findPeer.offersNear", args: { count: 3 } }, choices: [offer, offer, offer] };
      const message = new SegmentedMessage(renderPrompt(prompt, locale));
      expect([message.encodingName, message.segmentsCount <= 2], label[locale]).toEqual(["GSM-7", true]);
    }
  }
});

describe("texts that follow each other", () => {
  test("become one message while they fit", () => {
    expect(joinMessages(["Un.", "Deux.", "Trois."])).toEqual(["Un. Deux. Trois."]);
  });

  test("become as few as hold them, in their order, none cut", () => {
    const [long, short] = ["a".repeat(300), "b".repeat(20)];
    expect(joinMessages([short, long, short, short])).toEqual([short, long, `${short} ${short}`]);
    expect(joinMessages(["c".repeat(305), "d"])).toEqual(["c".repeat(305), "d"]);
    expect(joinMessages(["c".repeat(304), "d"])).toEqual([`${"c".repeat(304)} d`]);
  });

  test("are none if there are none", () => {
    expect(joinMessages([])).toEqual([]);
  });

  test("count the place that joining takes away: one sign that SMS has not cuts the whole message", () => {
    expect(joinMessages(["a".repeat(130), "😀 b"])).toEqual(["a".repeat(130), "😀 b"]);
  });

  test("lose nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom(..."abc é"), minLength: 1, maxLength: 300 })), (parts) => {
        expect(joinMessages(parts).join(" ")).toBe(parts.join(" "));
      }),
    );
  });
});

test("renders a text with its arguments in the alphabet of SMS", () => {
  expect(renderText({ key: "appointment.confirmCancel", args: { at: "le jour de la fête, à l’été" } }, "fr")).toBe(
    "Annuler le jour de la fete, à l'été? OUI ou NON",
  );
});
