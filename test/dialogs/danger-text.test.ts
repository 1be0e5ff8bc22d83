import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { renderText } from "../../bot/render/sms.ts";
import { dangerText, distressText } from "../../dialogs/danger-text.ts";
import { linesFor } from "../../domain/safety/lines.ts";
import { type Place, whereOf } from "../../domain/safety/place.ts";

const SITUATIONS = ["suicide", "suicide-other", "violence", "child", "harm-others", "overdose", "emergency", "distress"] as const;
const PLACES: Record<Place, string[]> = { france: ["FR"], overseas: ["RE"], abroad: ["BE"] };
const LOCALES = ["fr", "en"] as const;

/** Every answer that anybody may get: who, where, how and in which language. */
const answers = SITUATIONS.flatMap((situation) =>
  Object.values(PLACES).flatMap((countries) =>
    ["sms", "teams"].flatMap((channel) =>
      LOCALES.flatMap((locale) =>
        ([2, 3] as const).map((level) => {
          const where = whereOf(channel, countries);
          const said = dangerText({ level, situation }, where).map((ref) => renderText(ref, locale));
          return { id: `${situation} ${level} ${where.place} ${channel} ${locale}`, situation, level, where, locale, said };
        }),
      ),
    ),
  ),
);

test("every answer is of at most two SMS, in their alphabet, with every number filled in", () => {
  for (const { id, said } of answers) {
    for (const text of said) {
      const { encodingName, segmentsCount } = new SegmentedMessage(text);
      expect([encodingName, segmentsCount <= 2], `${id}: ${text}`).toEqual(["GSM-7", true]);
      expect(text, id).not.toMatch(/[{}]|undefined/);
    }
  }
});

test("names exactly the lines that are for the situation and work there", () => {
  for (const { id, situation, level, where, said } of answers) {
    const named = new Set(said.join(" ").match(/findahelpline\.com|\b0 \d[\d ]{8,}\d\b|\b\d{2,4}\b/g) ?? []);
    // somebody in an emergency is not sent to a line that listens
    const meant = linesFor(situation, where).filter(({ id: line }) => level < 3 || (line !== "drugs" && line !== "alcohol"));
    expect([...named].sort(), id).toEqual(meant.map(({ number }) => number).sort());
  }
});

test("says that it is a robot, and, but where somebody may read along, that it can't call", () => {
  for (const { id, situation, locale, said } of answers) {
    expect(said[0], id).toMatch(locale === "fr" ? /[Jj]e suis un robot/ : /I am a robot/);
    if (situation === "violence" || situation === "distress") continue;
    expect(said[0], id).toMatch(locale === "fr" ? /ne peux pas appeler pour vous/ : /cannot call for you/);
  }
});

describe("words about violence get an answer from which nobody learns anything", () => {
  test.each(answers.filter(({ situation }) => situation === "violence"))("$id", ({ said }) => {
    expect(said.join(" ")).not.toMatch(/violen|frapp|coups|hit|mari\b|partner|conjoint|femme|women|danger|police|alerte|prévenu/i);
  });
});

test("about somebody else says so", () => {
  const [fr] = dangerText({ level: 3, situation: "suicide-other" }, whereOf("sms", ["FR"]));
  expect(renderText(fr, "fr")).toMatch(/raison de vous inquiéter.*3114.*les proches.*cette personne/);
});

test("too much drink or drugs is told of who listens, where it is no emergency", () => {
  const said = (level: 2 | 3) => dangerText({ level, situation: "overdose" }, whereOf("sms", ["FR"])).map((ref) => renderText(ref, "fr"));
  expect(said(2).slice(1)).toEqual(["Pour en parler: drogues 0 800 23 13 13, alcool 0 980 980 930."]);
  expect(said(3)).toHaveLength(1);
});

test("with no situation known gives the lines against suicide", () => {
  expect(renderText(dangerText({ level: 2, situation: null }, whereOf("sms"))[0], "fr")).toContain("3114");
});

test("distress is asked about gently, with who listens and the offer of a human", () => {
  expect(renderText(distressText(whereOf("sms", ["FR"])), "fr")).toMatch(/Etes-vous en sécurité\?.*3114.*HUMAIN/);
  expect(renderText(distressText(whereOf("sms", ["BE"])), "en")).toMatch(/Are you safe\?.*112.*findahelpline\.com.*HUMAN/);
});
