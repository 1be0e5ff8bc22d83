import { DateTime } from "luxon";
import type { Locale } from "../domain/locale.ts";
import { pickOption } from "../domain/understanding/answers/pick-option.ts";
import { wholeNumber } from "../domain/understanding/answers/whole-number.ts";
import { putsOff, yesOrNo } from "../domain/understanding/answers/yes-no.ts";
import { findConditions } from "../domain/understanding/conditions/find-conditions.ts";
import { type FoundTime, findTime } from "../domain/understanding/dates/find-time.ts";
import { normaliseWords } from "../domain/understanding/normalise.ts";
import type { Answer, Choice, Label, Prompt } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import { exactTime, wishOf } from "./time-wish.ts";

/** Who answers: words mean what they mean in their language, at their time. */
export interface Answering {
  locale: Locale;
  /** In their zone. */
  now: DateTime;
}

type Said = Answer | "not-understood";
type ChoicePrompt = Extract<Prompt, { kind: "choice" }>;

/**
 * Understands what was said to a prompt. What is not understood is said so, never guessed into a booking, a cancellation or a consent.
 *
 * @param text as it was typed
 */
export function recognise(prompt: Prompt, text: string, answering: Answering): Said {
  const words = normaliseWords(text);
  if (!words) return "not-understood";
  if ("skip" in prompt && prompt.skip?.some((word) => normaliseWords(word) === words)) return { kind: "skip" };
  switch (prompt.kind) {
    case "yes-no": {
      // "oui?" asks back
      if (text.trimEnd().endsWith("?")) return "not-understood";
      const said = yesOrNo(words);
      if (said) return { kind: said };
      return putsOff(words) ? { kind: "later" } : "not-understood";
    }
    case "text":
      if (prompt.none?.some((word) => normaliseWords(word) === words)) return { kind: "none" };
      return putsOff(words) ? { kind: "later" } : { kind: "text", text: text.trim() };
    case "choice":
      return choose(prompt, text, answering) ?? (putsOff(words) ? { kind: "later" } : "not-understood");
    case "number": {
      const value = wholeNumber(words);
      if (value !== undefined)
        return value >= prompt.min && value <= (prompt.max ?? value) ? { kind: "number", number: value } : "not-understood";
      return putsOff(words) ? { kind: "later" } : "not-understood";
    }
    // it is filled in where it is shown
    case "form":
      return putsOff(words) ? { kind: "later" } : "not-understood";
  }
}

function choose(prompt: ChoicePrompt, text: string, answering: Answering): Answer | undefined {
  const chosen = pick(prompt, text, answering.locale);
  if (chosen) return { kind: "choice", value: chosen.value };
  if (!prompt.takes) return undefined;
  if (prompt.takes === "conditions") return findConditions(text).length > 0 ? { kind: "text", text: text.trim() } : undefined;
  if (prompt.takes === "times") {
    const clock = CLOCK_ALONE.exec(text);
    const at = choicesAt(prompt, `${clock?.[1]}:${clock?.[2] ?? "00"}`, answering);
    if (clock && at[0] && at.length === 1) return { kind: "choice", value: at[0].value };
    return timeAnswer(prompt, findTime(text, answering));
  }
  // two things at once: "1 mais plutôt le soir"
  for (const [head, tail] of halves(text)) {
    const first = pick(prompt, head, answering.locale);
    const wish = first && !first.byWord ? wishOf(findTime(tail, answering)) : undefined;
    if (first && wish) return { kind: "choice", value: first.value, wish };
  }
}

/** An hour without a day: among the times that are shown, that one. */
const CLOCK_ALONE = /^\s*(?:(?:plut[oô]t|[àa]|at|celui de|pour) )*(\d{1,2}) ?(?:h|:|heures?)(?: ?(\d{2}))?\s*[.!]?\s*$/i;

const choicesAt = ({ choices }: ChoicePrompt, clock: string, { now }: Answering): Choice[] =>
  choices.filter(({ value }) => DateTime.fromISO(value).setZone(now.zone).toFormat("H:mm") === clock);

/** A time that is one of those shown is chosen by saying it exactly and plainly; anything wider, or said in passing, is a wish. */
function timeAnswer({ choices }: ChoicePrompt, found: FoundTime): Answer | undefined {
  const wish = wishOf(found);
  const exact = found.kind === "interval" && wish ? exactTime(wish) : undefined;
  const shown = exact && choices.find(({ value }) => +DateTime.fromISO(value) === +exact);
  if (shown) return { kind: "choice", value: shown.value };
  return wish && { kind: "time", wish };
}

/** Words that begin a second thing. A bare space does so only after a name: "2 décembre" is no choice of the second. */
const SECOND =
  /\s*[,;]\s*|\s+(?=(?:mais|et|but|and|plut[oô]t|de pr[eé]f[eé]rence|si possible|preferably|if possible)\b)|(?<=\p{L}{3})\s+/giu;

/** A message cut in two at each place where a second thing may begin. */
function* halves(text: string): Iterable<[string, string]> {
  for (const { index } of text.matchAll(SECOND)) if (index > 0) yield [text.slice(0, index), text.slice(index)];
}

function pick({ choices, also = [], takes }: ChoicePrompt, text: string, locale: Locale): Choice | undefined {
  const all = [...choices, ...also];
  const options = all.map((choice, index) => ({
    label: labelText(choice.label, locale),
    words: choice.words ?? [],
    numbered: index < choices.length && !choice.byWord,
    // of a time the day alone is not enough: it may be meant at another hour
    inPart: choice.inPart ?? (typeof choice.label === "string" && index < choices.length && takes !== "times"),
  }));
  const picked = pickOption(options, text);
  return picked === undefined ? undefined : all[picked];
}

/** Whether a text is, word for word, one of the answers that a prompt offers. */
export function isOption(prompt: Prompt, text: string, locale: Locale): boolean {
  const words = normaliseWords(text);
  const options = prompt.kind === "choice" ? prompt.choices.flatMap(({ label, words = [] }) => [labelText(label, locale), ...words]) : [];
  return options.some((option) => normaliseWords(option) === words);
}

const labelText = (label: Label, locale: Locale): string => (typeof label === "string" ? label : texts(locale).t(label.key, label.args));
