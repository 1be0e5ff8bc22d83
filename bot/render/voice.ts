import type { Listening, Spoken, SpokenWords } from "../../adapters/twilio/voice-twiml.ts";
import { dangerText } from "../../dialogs/danger-text.ts";
import type { Question } from "../../dialogs/dialog.ts";
import type { Choice, Label, Prompt, TextRef } from "../../dialogs/prompt.ts";
import { forEar } from "../../dialogs/texts/for-ear.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Locale } from "../../domain/locale.ts";
import type { SafetyAssessment } from "../../domain/safety/assessment.ts";
import { whereOf } from "../../domain/safety/place.ts";
import type { Outcome } from "../outcome.ts";

/** A phone has nine keys to choose by: 0 and the signs have meanings of their own. */
const MOST_CHOICES = 9;
/** Digits of the code that opens a shared phone's messages. */
const CODE_DIGITS = 4;
/** The key that answers "none" where figures or words are asked for. */
const NONE_KEY = "2";
/** The key that asks for a list where what one lives with is to be said. */
const LIST_KEY = "1";
/** After the star, which alone repeats: a question is passed over. */
const SKIP_KEY = "9";
/** What one key can say. */
const MOST_BY_KEY = 9;

/** Where a call stands when something is said in it. */
export interface CallState {
  locale: Locale;
  slow: boolean;
  /** Which answer of ours the caller's next event follows. */
  step: number;
  /** The question that is open in the call. */
  question: Question | null;
  /** A shared phone's code is waited for. */
  asksCode: boolean;
  /** Where the call goes on, if we made it: a path of ours, with its query. */
  path?: string | undefined;
}

/** What is said next in a call, and how it may be answered. */
export function renderCall(outcome: Outcome, state: CallState): Spoken {
  if (outcome.spoken) return outcome.spoken;
  const { locale, slow } = state;
  const { said } = texts(locale);
  const words = outcome.say.map(({ key, args }): SpokenWords => ({ words: said(key, args), locale }));
  // what may save a life is not cut short by a noise
  const first = outcome.class === "safety" ? words.splice(0, 1) : [];
  if (outcome.offersLocale) words.push(otherLanguage(locale));
  const asked = outcome.prompt ?? (outcome.class === "safety" ? state.question?.prompt : undefined);
  const spoken = { locale, slow, first, words };
  if (outcome.hangsUp) return { ...spoken, listening: null };
  const next = { step: state.step, question: state.question?.number ?? null, ...(state.path && { path: state.path }) };
  if (outcome.prompt) words.push(...promptWords(outcome.prompt, locale).map((text) => ({ words: text, locale })));
  if (asked) return { ...spoken, listening: { ...keysAndHints(asked, locale), ...next } };
  if (state.asksCode) return { ...spoken, listening: { keys: CODE_DIGITS, hints: [], expectsConditions: false, ...next } };
  if (outcome.class !== "safety") words.push({ words: said("call.else"), locale });
  return { ...spoken, listening: { keys: 1, hints: [], expectsConditions: true, ...next, question: null } };
}

/** A prompt for the ear: its text, and each way to answer it. */
function promptWords(prompt: Prompt, locale: Locale): string[] {
  return [...askedWords(prompt, locale), ...("skip" in prompt && prompt.skip ? [texts(locale).said("call.pass")] : [])];
}

function askedWords(prompt: Prompt, locale: Locale): string[] {
  const { said } = texts(locale);
  const text = said(prompt.text.key, prompt.text.args);
  switch (prompt.kind) {
    case "form":
      return [text];
    case "number": {
      const { min, max } = prompt;
      if (max === null) return [text, said("call.anyNumber")];
      return [text, said(takesOneKey(prompt) ? "call.oneNumber" : "call.numberThenHash", { min, max })];
    }
    case "yes-no":
      return [text, said("call.yesNo")];
    case "text":
      return [
        text,
        ...(prompt.takes && prompt.figures === undefined ? [said("call.list")] : []),
        ...(prompt.none ? [said("call.skip")] : []),
      ];
    case "choice": {
      const options = spokenChoices(prompt).map((choice, index) =>
        said("call.option", { label: labelWords(choice.label, locale), digit: index + 1 }),
      );
      return [text, ...options, ...(prompt.takes === "times" ? [said("call.orDay")] : [])];
    }
  }
}

const takesOneKey = ({ max }: Extract<Prompt, { kind: "number" }>): boolean => max !== null && max <= MOST_BY_KEY;

/**
 * What a prompt's keys stand for, as the words that `recognise` understands. The hash alone is "none" where there is one.
 *
 * @param digits keys that were pressed; without an answer they stay what they are, and are not understood
 * @param afterStar the star was pressed just before, which repeated the question
 */
export function wordsOfKeys(prompt: Prompt, digits: string, locale: Locale, afterStar = false): string {
  const { t } = texts(locale);
  const passes = digits === `*${SKIP_KEY}` || (afterStar && digits === SKIP_KEY);
  if (passes && "skip" in prompt && prompt.skip?.[0]) return prompt.skip[0];
  if (prompt.kind === "number" || prompt.kind === "form") return digits;
  if (prompt.kind === "yes-no") return digits === "1" ? t("talk.yes") : digits === "2" ? t("talk.no") : digits;
  if (prompt.kind === "text") {
    if (prompt.none?.[0] && (digits === NONE_KEY || digits === "#")) return prompt.none[0];
    // words that are no condition: the list comes next
    return prompt.takes && digits === LIST_KEY ? t("talk.or") : digits;
  }
  const chosen = spokenChoices(prompt)[Number(digits) - 1];
  if (!chosen) return digits;
  const index = numbered(prompt.choices).indexOf(chosen);
  return index >= 0 ? String(index + 1) : (chosen.words?.[0] ?? labelText(chosen.label, locale));
}

/** The lines for somebody of whom nothing is known, or can be; said twice, and then the line is free. */
export function linesSpoken(safety: SafetyAssessment, countries: string[], locale: Locale): Spoken {
  return wordsSpoken(dangerText(safety, whereOf("voice", countries))[0], locale, 2);
}

/** Says something, and hangs up. */
export function wordsSpoken({ key, args }: TextRef, locale: Locale, times = 1): Spoken {
  const words = Array.from({ length: times }, () => ({ words: texts(locale).said(key, args), locale }));
  return { locale, slow: false, first: words, words: [], listening: null };
}

type ChoicePrompt = Extract<Prompt, { kind: "choice" }>;

const numbered = (choices: Choice[]): Choice[] => choices.filter(({ byWord }) => !byWord);

/** The options in the order of their keys: the numbered ones, those that SMS takes by a word, and what it understands without showing it. */
export function spokenChoices({ choices, also = [] }: ChoicePrompt): Choice[] {
  const byWord = choices.filter((choice) => choice.byWord);
  const unshown = also.filter(({ label }) => typeof label !== "string");
  return [...numbered(choices), ...byWord, ...unshown].slice(0, MOST_CHOICES);
}

function keysAndHints(prompt: Prompt, locale: Locale): Omit<Listening, "step" | "question" | "path"> {
  const { t } = texts(locale);
  switch (prompt.kind) {
    case "form":
      return { keys: 1, hints: [], expectsConditions: false };
    case "number":
      return { keys: takesOneKey(prompt) ? 1 : "until-hash", hints: [...(prompt.skip ?? [])], expectsConditions: false };
    case "yes-no":
      return { keys: 1, hints: [t("talk.yes"), t("talk.no")], expectsConditions: false };
    case "text": {
      const keys = prompt.figures === "any" ? "until-hash" : (prompt.figures ?? 1);
      return { keys, hints: [], expectsConditions: prompt.takes === "conditions" };
    }
    case "choice": {
      const choices = [...prompt.choices, ...(prompt.also ?? [])].flatMap(({ label, words = [] }) => [labelWords(label, locale), ...words]);
      const own = [...choices, ...(prompt.skip ?? [])];
      const hints = own.map((words) =>
        words
          .replace(/[,.:;?!]+/g, " ")
          .replace(/ +/g, " ")
          .trim(),
      );
      return { keys: 1, hints: [...new Set(hints)].filter(fits), expectsConditions: prompt.takes === "conditions" };
    }
  }
}

/** In characters: https://www.twilio.com/docs/voice/twiml/gather#hints */
const fits = (hint: string): boolean => hint.length > 0 && hint.length <= 100;

const labelWords = (label: Label, locale: Locale): string =>
  typeof label === "string" ? forEar(label, locale) : texts(locale).said(label.key, label.args);

const labelText = (label: Label, locale: Locale): string => (typeof label === "string" ? label : texts(locale).t(label.key, label.args));

function otherLanguage(locale: Locale): SpokenWords {
  const other: Locale = locale === "fr" ? "en" : "fr";
  return { words: texts(other).said("call.otherLanguage"), locale: other };
}
