import { requestCard } from "../cards/request-card.ts";
import { requestText } from "../dialogs/peer-request.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import { findRequestCard } from "../domain/deliveries/find-request-card.ts";
import { renderTeamsText } from "./render/teams.ts";
import type { Outgoing, Turn } from "./turn.ts";

/** A delivery that changes a peer's request card, where one was sent, to the appointment's present state. */
export async function redraw(turn: Turn, appointment: Appointment): Promise<Outgoing[]> {
  const sent = await findRequestCard(turn.db, appointment.id);
  if (!sent) return [];
  return [
    {
      personId: turn.speaker.id,
      class: "request",
      body: renderTeamsText(requestText(appointment, turn.speaker), turn.speaker.locale),
      card: requestCard(appointment, turn.programme.id, turn.speaker),
      appointmentId: appointment.id,
      redrawsId: sent,
    },
  ];
}
