import type { DateTime } from "luxon";
import { requestState } from "../dialogs/request-state.ts";
import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import { conditions } from "../domain/conditions/catalogue.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, buttons, type CardAction, type CardElement, card, execute, heading, text } from "./card.ts";
import { meetingActions, meetingFacts } from "./meeting.ts";

/** More than this are too long a card; the nearest come first. */
const LISTED = 10;

export interface PeerAppointmentsView {
  appointments: Appointment[];
  programmeId: string;
  locale: Locale;
  zone: string;
  now: DateTime;
  /** The one that is about to be given up, and is asked about once more. */
  confirms?: string;
  /** What has just been done, or had been. */
  done?: Appointment;
}

/** A peer's appointments and requests, the nearest first, each with what can be done about it. Shows aliases and domains: no name, no number. */
export function peerAppointmentsCard(view: PeerAppointmentsView): AdaptiveCard {
  const { t } = screenTexts(view.locale);
  const body: CardElement[] = [heading(t("peer.appointments.title"))];
  if (view.done) {
    const { key, args } = requestState(view.done, view);
    body.push(text(t(key, args), { weight: "Bolder" }));
  }
  if (view.appointments.length === 0) body.push(text(t("peer.menu.none")));
  body.push(...view.appointments.slice(0, LISTED).map((appointment) => line(appointment, view)));
  const data = { programmeId: view.programmeId };
  return card(body, [execute("show-menu", t("peer.menu.title"), data)], execute("show-appointments", t("peer.appointments.title"), data));
}

function line(appointment: Appointment, view: PeerAppointmentsView): CardElement {
  const { t, at } = screenTexts(view.locale);
  const domain = conditions.get(appointment.conditionId)?.domain ?? "chronique_cancer";
  const about = [
    appointment.patientAlias ?? t("peer.request.anonymous"),
    t(`findPeer.domain.${domain}`),
    t(`modality.${appointment.modality}`),
  ];
  const status = appointment.status === "proposed" || appointment.status === "pending" ? appointment.status : "booked";
  const actions = [...meetingActions(appointment, view.locale), ...actionsOf(appointment, view)];
  return {
    type: "Container",
    separator: true,
    items: [
      text(at(appointment.startsAt.setZone(view.zone)), { weight: "Bolder" }),
      text(`${about.join(", ")} (${t(`appointment.status.${status}`)})`),
      ...meetingFacts(appointment, view.locale).map(([name, value]) => text(`${name}: ${value}`)),
      ...(mayWithdraw(appointment, view) && appointment.id === view.confirms ? [text(t("peer.withdraw.ask"), { weight: "Bolder" })] : []),
      ...(actions.length > 0 ? [buttons(actions)] : []),
    ],
  };
}

const mayWithdraw = ({ status, startsAt }: Appointment, { now }: PeerAppointmentsView): boolean => status === "booked" && startsAt > now;

/** Its card, with the button that calls, is wanted from an hour before. */
const isCallNear = ({ status, modality, startsAt }: Appointment, { now }: PeerAppointmentsView): boolean =>
  status === "booked" && modality === "phone" && startsAt.diff(now).as("minutes") <= 60;

function actionsOf(appointment: Appointment, view: PeerAppointmentsView): CardAction[] {
  const { locale, programmeId, confirms } = view;
  const { t } = screenTexts(locale);
  const data = { appointmentId: appointment.id, programmeId };
  if (appointment.status === "pending") {
    return [
      execute("accept-request", t("peer.request.accept"), { ...data, listed: true }, "positive"),
      execute("decline-request", t("peer.request.decline"), { ...data, listed: true }),
    ];
  }
  const call = isCallNear(appointment, view) ? [execute("show-call", t("call.button"), data)] : [];
  if (!mayWithdraw(appointment, view)) return call;
  if (appointment.id !== confirms) return [...call, execute("confirm-withdraw", t("peer.withdraw"), data)];
  return [
    execute("withdraw", t("peer.withdraw.yes"), data, "destructive"),
    execute("show-appointments", t("peer.withdraw.no"), { programmeId }),
  ];
}
