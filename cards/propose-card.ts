import type { DateTime } from "luxon";
import { screenTexts, type TextKey } from "../dialogs/texts/texts.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, card, execute, heading, text } from "./card.ts";

/**
 * A request whose peer looks for another time: their own free ones to choose from, and the way back.
 *
 * @param notice why it is shown again
 */
export function proposeCard(
  appointment: Appointment,
  slots: DateTime[],
  programmeId: string,
  viewer: { locale: Locale; zone: string },
  notice?: TextKey,
): AdaptiveCard {
  const { t, at } = screenTexts(viewer.locale);
  const data = { appointmentId: appointment.id, programmeId };
  const back = execute("show-request", t("peer.propose.back"), data);
  const asked = t("peer.propose.instead", {
    alias: appointment.patientAlias ?? t("peer.request.anonymous"),
    at: at(appointment.startsAt.setZone(viewer.zone)),
  });
  const body = [heading(t("peer.propose.which"))];
  if (notice) body.push(text(t(notice), { weight: "Bolder" }));
  if (slots.length === 0) return card([...body, text(asked), text(t("peer.propose.none"), { weight: "Bolder" })], [back]);
  const choices = {
    type: "Input.ChoiceSet",
    id: "startsAt",
    style: "expanded",
    isRequired: false,
    label: asked,
    choices: slots.map((slot) => ({ title: at(slot.setZone(viewer.zone)), value: slot.toISO() ?? "" })),
  };
  return card([...body, choices], [execute("propose-time", t("peer.propose.send"), data, "positive"), back]);
}
