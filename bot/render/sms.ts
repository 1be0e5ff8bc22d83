import type { Prompt, TextRef } from "../../dialogs/prompt.ts";
import { type Texts, texts } from "../../dialogs/texts/texts.ts";
import { toGsm } from "../../domain/deliveries/gsm.ts";
import { MOST_SEGMENTS, segmentCount } from "../../domain/deliveries/segments.ts";
import type { Locale } from "../../domain/locale.ts";

/** A text in words, in the alphabet of SMS. */
export function renderText({ key, args }: TextRef, locale: Locale): string {
  return toGsm(texts(locale).t(key, args));
}

/**
 * A prompt as one SMS: its text, its numbered options, and how to answer. Long options are shortened until two segments hold it.
 *
 * @param letter stands before the numbers of a question that was asked while another was open
 */
export function renderPrompt(prompt: Prompt, locale: Locale, letter = ""): string {
  const { t } = texts(locale);
  const text = t(prompt.text.key, prompt.text.args);
  const skip = "skip" in prompt ? prompt.skip?.[0] : undefined;
  if (prompt.kind === "number") return toGsm([text, howToNumber(prompt, t, skip)].join("\n"));
  if (prompt.kind !== "choice") return toGsm(skip ? [text, t("talk.inWords", { skip })].join("\n") : text);
  const numbered = prompt.choices.filter((choice) => !choice.byWord);
  // the text itself names the words
  if (numbered.length === 0) return toGsm(text);
  const more = prompt.choices.some((choice) => choice.byWord);
  const numbers = listNumbers(numbered.length, t(more ? "findPeer.more" : "talk.or"), more);
  const besides = `${prompt.takes === "times" ? `, ${t("slot.orDay")}` : ""}${skip ? `, ${t("talk.orSkip", { skip })}` : ""}`;
  let whole = "";
  for (let longest = 90; longest >= 12; longest -= 6) {
    const options = numbered.map(
      ({ label }, index) => `${letter}${index + 1} ${shorten(typeof label === "string" ? label : t(label.key, label.args), longest)}`,
    );
    // a line an option: "1 mar. 24 nov. 14:00 2 mar. 24 nov. 17:00" in one line takes reading twice
    whole = toGsm([text, ...options, t("talk.choose", { numbers: numbers + besides })].join("\n"));
    if (segmentCount(whole) <= MOST_SEGMENTS) break;
  }
  return whole;

  function listNumbers(count: number, last: string, word: boolean): string {
    const all = Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
    if (word) return `${all.join(", ")} ${t("talk.or")} ${last}`;
    return all.length > 1 ? `${all.slice(0, -1).join(", ")} ${last} ${all.at(-1)}` : (all[0] ?? "");
  }
}

/** "Répondez de 0 à 10, ou PASSER". */
function howToNumber({ min, max }: Extract<Prompt, { kind: "number" }>, t: Texts["t"], skip: string | undefined): string {
  const numbers = max === null ? t("talk.anyNumber") : t("talk.number", { min, max });
  return skip ? `${numbers}, ${t("talk.orSkip", { skip })}` : numbers;
}

/** Puts texts that follow each other into as few messages as hold them. */
export function joinMessages(parts: string[]): string[] {
  const messages: string[] = [];
  for (const part of parts) {
    const joined = messages.length > 0 ? `${messages.at(-1)} ${part}` : part;
    if (messages.length > 0 && segmentCount(joined) <= MOST_SEGMENTS) messages[messages.length - 1] = joined;
    else messages.push(part);
  }
  return messages;
}

function shorten(label: string, longest: number): string {
  if (label.length <= longest) return label;
  const cut = `${label.slice(0, longest - 3).trimEnd()}...`;
  return label.includes("(") ? `${cut})` : cut;
}
