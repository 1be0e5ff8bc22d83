import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { Locale } from "../domain/locale.ts";
import { type CardAction, openUrl } from "./card.ts";

/** Where a booked appointment takes place, as rows of facts. */
export function meetingFacts({ status, modality, place }: Appointment, locale: Locale): [string, string][] {
  const { t } = screenTexts(locale);
  if (status !== "booked" || modality !== "in-person") return [];
  if (!place) return [[t("peer.request.place"), t("peer.request.placeFollows")]];
  return [
    [t("peer.request.place"), `${place.name}, ${place.address}`],
    [t("peer.request.sign"), place.sign[locale]],
  ];
}

/** The peer's own way to it: a video room, or the room on a map. */
export function meetingActions({ status, meetingUrl, place }: Appointment, locale: Locale): CardAction[] {
  const { t } = screenTexts(locale);
  if (status !== "booked") return [];
  if (meetingUrl) return [openUrl(t("peer.request.openVideo"), meetingUrl)];
  return place?.mapUrl ? [openUrl(t("peer.request.openMap"), place.mapUrl)] : [];
}
