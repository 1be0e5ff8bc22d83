import type { Appointment } from "../domain/booking/appointment.ts";
import type { Locale } from "../domain/locale.ts";
import type { TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";

/** How to meet, within a sentence, as far as it is settled: by phone, by a link, in a listed room. */
export function meetingWords({ modality, place, meetingUrl }: Appointment, locale: Locale): string {
  const { t } = texts(locale);
  if (modality === "video" && meetingUrl) return t("reminder.video", { url: meetingUrl });
  if (modality === "in-person" && place) {
    const args = { place: `${place.name}, ${place.address}`, sign: place.sign[locale] };
    return place.mapUrl ? t("reminder.placeMap", { ...args, map: place.mapUrl }) : t("reminder.place", args);
  }
  return t(`modality.${modality}`);
}

/** Where to meet, said after it is confirmed: a link, a room, or that it follows. Names nobody, so that a shared phone may show it too. */
export function meetingText({ modality, place, meetingUrl }: Appointment, locale: Locale): TextRef[] {
  if (modality === "video") return [meetingUrl ? { key: "meeting.video", args: { url: meetingUrl } } : { key: "meeting.videoFollows" }];
  if (modality !== "in-person") return [];
  if (!place) return [{ key: "meeting.placeFollows" }];
  const args = { place: `${place.name}, ${place.address}`, sign: place.sign[locale] };
  return [place.mapUrl ? { key: "meeting.placeMap", args: { ...args, map: place.mapUrl } } : { key: "meeting.place", args }];
}
