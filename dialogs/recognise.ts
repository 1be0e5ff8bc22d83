import type { Locale } from "../domain/locale.ts";
import { normaliseWords } from "../domain/understanding/normalise.ts";
import type { Answer, Choice, Label, Prompt } from "./prompt.ts";
import { texts } from "./texts/texts.ts";

const YES =
  /^(oui|ouais|ouai|ok|okay|d ?accord|dac|yes|yep|yeah|y|o|sure|bien sur|je veux bien|volontiers|oui (merci|bien sur|svp|d accord)|yes please|ouais vas y|vas y)$/;
const NO = /^(non|nan|no|nope|n|non merci|no thanks?|no thank you|pas d accord|je refuse|jamais)$/;
/** What people put around a choice without changing it. */
const POLITE =
  /\b(avec|plutot|svp|stp|merci|s il (vous|te) plait|please|with|je (veux|voudrais|prefere|prends|choisis)|i (want|prefer|choose|take)|thanks?|bonjour|alors|donc)\b/g;
const ORDINALS: RegExp[] = [
  /^(1er|1ere|premier|premiere|first|the first( one)?|(le|la) (premier|premiere))$/,
  /^(2e|2eme|deuxieme|second|seconde|the second( one)?|(le|la) (deuxieme|seconde?))$/,
  /^(3e|3eme|troisieme|third|the third( one)?|(le|la) troisieme)$/,
  /^(4e|4eme|quatrieme|fourth|the fourth( one)?|(le|la) quatrieme)$/,
  /^(5e|5eme|cinquieme|fifth|the fifth( one)?|(le|la) cinquieme)$/,
];

/**
 * Understands what was said to a prompt. What is not understood is said so, never guessed into a booking, a cancellation or a consent.
 *
 * @param text as it was typed
 */
export function recognise(prompt: Prompt, text: string, locale: Locale): Answer | "not-understood" {
  const words = normaliseWords(text);
  switch (prompt.kind) {
    case "yes-no":
      if (YES.test(words)) return { kind: "yes" };
      if (NO.test(words)) return { kind: "no" };
      return "not-understood";
    case "text":
      if (prompt.none?.some((word) => normaliseWords(word) === words)) return { kind: "none" };
      return words ? { kind: "text", text: text.trim() } : "not-understood";
    case "choice": {
      const choice = pick(prompt.choices, prompt.also ?? [], words, locale);
      return choice ? { kind: "choice", value: choice.value } : "not-understood";
    }
  }
}

function pick(shown: Choice[], also: Choice[], words: string, locale: Locale): Choice | undefined {
  const numbered = shown.filter((choice) => !choice.byWord);
  const choices = [...shown, ...also];
  const digits = words.match(/^(?:le |la |n |no |numero |number |option )?(\d{1,2})$/)?.[1];
  const index = digits ? Number(digits) - 1 : ORDINALS.findIndex((ordinal) => ordinal.test(words));
  if (index >= 0) return numbered[index];
  const said = (choice: Choice) => [labelWords(choice.label, locale), ...(choice.words ?? []).map(normaliseWords)];
  const whole = choices.filter((choice) => said(choice).includes(words));
  if (whole.length === 1) return whole[0];
  // "avec Claire svp": an option's own word among words of politeness, and nothing else that could turn it round
  const bare = words.replace(POLITE, " ").replace(/ +/g, " ").trim();
  const asked = choices.filter((choice) => said(choice).includes(bare));
  return asked.length === 1 ? asked[0] : undefined;
}

function labelWords(label: Label, locale: Locale): string {
  return normaliseWords(typeof label === "string" ? label : texts(locale).t(label.key, label.args));
}
