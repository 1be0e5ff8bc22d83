import { requestState } from "../dialogs/request-state.ts";
import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import { conditions } from "../domain/conditions/catalogue.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, type CardAction, card, execute, facts, heading, text } from "./card.ts";
import { meetingActions, meetingFacts } from "./meeting.ts";

/** Why a peer may decline, if they want to say. */
const REASONS = ["busy", "topic", "know", "other"] as const;

/**
 * A request to a peer as it stands, with the actions still open in that status. Shows an alias and a domain: no name, no number, no condition.
 *
 * @param viewer the peer's own locale and zone
 */
export function requestCard(appointment: Appointment, programmeId: string, viewer: { locale: Locale; zone: string }): AdaptiveCard {
  const { t, at } = screenTexts(viewer.locale);
  const alias = appointment.patientAlias ?? t("peer.request.anonymous");
  const data = { appointmentId: appointment.id, programmeId };
  const open = appointment.status === "pending";
  const rows: [string, string][] = [
    [t("peer.request.alias"), alias],
    ...(appointment.experience === "relative" ? [[t("peer.request.for"), t("peer.request.relative")] as [string, string]] : []),
    [t("peer.request.family"), t(`findPeer.domain.${conditions.get(appointment.conditionId)?.domain ?? "chronique_cancer"}`)],
    [t("peer.request.modality"), t(`modality.${appointment.modality}`)],
    [t("peer.request.at"), at(appointment.startsAt.setZone(viewer.zone))],
    ...meetingFacts(appointment, viewer.locale),
  ];
  if (open && appointment.expiresAt) rows.push([t("peer.request.due"), at(appointment.expiresAt.setZone(viewer.zone))]);
  const body = [heading(t("peer.request.title")), facts(rows)];
  if (!open) {
    const { key, args } = requestState(appointment, viewer);
    body.push(text(t(key, args), { weight: "Bolder", color: appointment.status === "booked" ? "Good" : "Default" }));
  }
  const actions: CardAction[] = meetingActions(appointment, viewer.locale);
  if (open) {
    body.push({
      type: "Input.ChoiceSet",
      id: "reason",
      style: "compact",
      isRequired: false,
      label: t("peer.request.reason"),
      placeholder: t("form.choose"),
      choices: REASONS.map((reason) => ({ title: t(`peer.request.reason.${reason}`), value: reason })),
    });
    actions.push(
      execute("accept-request", t("peer.request.accept"), data, "positive"),
      execute("decline-request", t("peer.request.decline"), data),
      execute("show-slots", t("peer.request.propose"), data),
    );
  }
  return card(body, actions, execute("show-request", t("peer.request.title"), data));
}
