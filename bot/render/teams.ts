import type { Prompt, TextRef } from "../../dialogs/prompt.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Locale } from "../../domain/locale.ts";

/** A text in words, with all its letters: only SMS has a small alphabet. */
export function renderTeamsText({ key, args }: TextRef, locale: Locale): string {
  return texts(locale).t(key, args);
}

/** The words above a prompt's card, for a chat's preview and for a fallback to another channel. */
export function renderTeamsPrompt({ text }: Prompt, locale: Locale): string {
  return renderTeamsText(text, locale);
}
