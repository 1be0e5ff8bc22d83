import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, card, execute, heading, text } from "./card.ts";

/**
 * What a peer can do here.
 *
 * @param help is shown above, if it was asked for
 */
export function peerMenuCard(programmeId: string, locale: Locale, help?: string): AdaptiveCard {
  const { t } = screenTexts(locale);
  return card(
    [heading(t("menu.title")), ...(help ? [text(help)] : [])],
    [
      execute("show-appointments", t("peer.appointments.title"), { programmeId }),
      execute("show-week", t("week.title"), { programmeId }),
      execute("show-week", t("peer.menu.pause"), { programmeId, form: "pause" }),
      execute("show-menu", t("peer.menu.help"), { programmeId, help: true }),
    ],
  );
}
