import type { Label, Prompt } from "../dialogs/prompt.ts";
import { forEye } from "../dialogs/texts/for-eye.ts";
import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, card, execute, text } from "./card.ts";
import { formCard } from "./form-card.ts";

/** A dialog's prompt as a card: a button for each option. The question's number travels along, so that an old card answers nothing. */
export function promptCard(prompt: Prompt, question: { number: number; programmeId: string }, locale: Locale): AdaptiveCard {
  const { t } = screenTexts(locale);
  /** A button begins with a capital, an option in a list of a message does not. */
  const words = (label: Label) => {
    const said = forEye(typeof label === "string" ? label : t(label.key, label.args), locale);
    return said.charAt(0).toUpperCase() + said.slice(1);
  };
  const button = (title: string, value: string) => execute("answer", title, { ...question, value });
  const asked = text(t(prompt.text.key, prompt.text.args));
  switch (prompt.kind) {
    case "choice":
      return card(
        [asked],
        prompt.choices.map((choice) => button(words(choice.label), choice.value)),
      );
    case "yes-no":
      return card([asked], [button(t("talk.yes"), "yes"), button(t("talk.no"), "no")]);
    case "text":
    case "number":
      return card([asked], []);
    case "form":
      return formCard(prompt.form, question.programmeId, locale);
  }
}
