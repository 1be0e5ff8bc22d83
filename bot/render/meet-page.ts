import { screenTexts, type TextKey } from "../../dialogs/texts/texts.ts";
import type { Locale } from "../../domain/locale.ts";
import { meetingWindow, type OpenedLink } from "../../domain/meeting/link.ts";
import { type Html, html } from "./html.ts";
import { page } from "./page.ts";

/** Before a video talk: when its room opens. */
export function earlyPage({ appointment, locale, zone }: OpenedLink): string {
  const { t, at } = screenTexts(locale);
  const opens = meetingWindow(appointment).start?.setZone(zone);
  const said = t("meeting.early", { at: at(appointment.startsAt.setZone(zone)), time: opens?.toFormat("HH:mm") ?? "" });
  return page(locale, html`<h1>${t("meeting.title")}</h1><p>${said}</p><a class="button" href="">${t("meeting.again")}</a>`);
}

/** After it, or when it is not to be any more: how to come to another. */
export const overPage = ({ locale, side }: OpenedLink): string =>
  page(locale, told(locale, side === "peer" ? "meeting.overPeer" : "meeting.over"));

/** The same for a link that was forgotten and one that never was: in both languages, since whose it was is not told. */
export const goneMeetPage = (): string => page("fr", html`${told("fr", "meeting.gone")}<div lang="en">${told("en", "meeting.gone")}</div>`);

function told(locale: Locale, key: TextKey): Html {
  const { t } = screenTexts(locale);
  return html`<h1>${t("meeting.title")}</h1><p>${t(key)}</p>`;
}
