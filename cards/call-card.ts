import type { TextRef } from "../dialogs/prompt.ts";
import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, card, execute, facts, heading, text } from "./card.ts";

export interface CallView {
  appointmentId: string;
  programmeId: string;
  locale: Locale;
  /** How the other one may be called. */
  name: string;
  /** When, as it is read. */
  at: string;
  /** The session's number, as it is written. */
  number: string;
  pin: string;
  /** What stands now: what is to be done, or what has just been. */
  note: TextRef;
  /** It may be called now, or soon. */
  callable: boolean;
}

/** A talk by phone that is about to begin: the button rings its peer, and then the patient. Shows a number of the programme's, and nobody's own. */
export function callCard({ appointmentId, programmeId, locale, name, at, number, pin, note, callable }: CallView): AdaptiveCard {
  const { t } = screenTexts(locale);
  const rows: [string, string][] = [
    [t("peer.request.alias"), name],
    [t("peer.request.at"), at],
    [t("call.number"), number],
    [t("call.code"), pin],
  ];
  const data = { appointmentId, programmeId };
  return card(
    [heading(t("call.title")), facts(rows), text(t(note.key, note.args), { weight: "Bolder" })],
    callable ? [execute("start-call", t("call.button"), data, "positive")] : [],
    execute("show-call", t("call.title"), data),
  );
}
