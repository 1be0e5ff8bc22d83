import { peerAppointmentsCard } from "../cards/peer-appointments-card.ts";
import { requestCard } from "../cards/request-card.ts";
import { appointmentLine } from "../dialogs/appointments.ts";
import { listForPeer } from "../dialogs/peer-appointments.ts";
import { requestState } from "../dialogs/request-state.ts";
import { texts } from "../dialogs/texts/texts.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import { findLastCard, findRequestCard } from "../domain/deliveries/request-card.ts";
import type { Outgoing, Turn } from "./outcome.ts";
import { renderTeamsText } from "./render/teams.ts";

/** A delivery that changes a peer's request card, where one was sent, to the appointment's present state. */
export async function redraw(turn: Turn, appointment: Appointment): Promise<Outgoing[]> {
  const sent = await findRequestCard(turn.db, appointment.id);
  if (!sent) return [];
  return [
    {
      personId: turn.speaker.id,
      class: "request",
      body: renderTeamsText(requestState(appointment, turn.speaker), turn.speaker.locale),
      card: requestCard(turn.linked(appointment), turn.programme.id, turn.speaker),
      appointmentId: appointment.id,
      redrawsId: sent,
    },
  ];
}

/** A peer's appointments as they stand, as a card. */
export async function drawAppointments(turn: Turn, over: { confirms?: string; done?: Appointment } = {}): Promise<Outgoing> {
  const { locale, zone } = turn.speaker;
  const appointments = await listForPeer(turn.tools);
  const { t } = texts(locale);
  const lines = appointments.slice(0, 4).map((appointment) => appointmentLine(appointment, turn.tools));
  return {
    personId: turn.speaker.id,
    class: "reply",
    // where a card can't be shown
    body: lines.length > 0 ? t("peer.menu.list", { lines: lines.join("; ") }) : t("peer.menu.none"),
    card: peerAppointmentsCard({ appointments, programmeId: turn.programme.id, locale, zone, now: turn.now, ...over }),
  };
}

/** The same, as a change of the last such card that was sent. */
export async function redrawAppointments(turn: Turn): Promise<Outgoing[]> {
  const sent = await findLastCard(turn.db, turn.speaker.id, "show-appointments");
  return sent ? [{ ...(await drawAppointments(turn)), redrawsId: sent }] : [];
}
