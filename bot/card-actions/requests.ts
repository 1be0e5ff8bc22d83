import { DateTime } from "luxon";
import { card, text } from "../../cards/card.ts";
import { proposeCard } from "../../cards/propose-card.ts";
import { requestCard } from "../../cards/request-card.ts";
import { type TextKey, texts } from "../../dialogs/texts/texts.ts";
import type { Appointment } from "../../domain/booking/appointment.ts";
import { followProposal } from "../../domain/booking/propose-time.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { redraw, redrawAppointments } from "../redraw.ts";
import type { CardActions } from "./card-action.ts";
import { showAppointments } from "./peer.ts";

/** As many as a card shows without being scrolled. */
const SLOTS_SHOWN = 8;

/** A peer's clicks on the card of a request. */
export const requestCardActions: CardActions<"accept-request" | "decline-request" | "show-request" | "show-slots" | "propose-time"> = {
  async "accept-request"(turn, { appointmentId, listed }) {
    const appointment = await turn.tools.acceptRequest(appointmentId);
    return listed ? showAppointments(turn, appointment) : show(turn, appointment, true);
  },

  async "decline-request"(turn, { appointmentId, reason, listed }) {
    const appointment = await turn.tools.declineRequest(appointmentId, reason);
    return listed ? showAppointments(turn, appointment) : show(turn, appointment, true);
  },

  "show-request": async (turn, { appointmentId }) => show(turn, await turn.tools.loadAppointment(appointmentId), false),

  async "show-slots"(turn, { appointmentId }) {
    return showSlots(turn, await turn.tools.loadAppointment(appointmentId));
  },

  async "propose-time"(turn, { appointmentId, startsAt }) {
    const appointment = await turn.tools.loadAppointment(appointmentId);
    if (!startsAt) return showSlots(turn, appointment, "peer.propose.choose");
    const proposed = await turn.tools.proposal.propose(appointmentId, DateTime.fromISO(startsAt));
    return proposed === "taken" ? showSlots(turn, appointment, "findPeer.slotGone") : show(turn, proposed, true);
  },
};

/** How a request stands now; what was proposed in its place goes on under it. */
async function show(turn: Turn, found: Appointment | undefined, changed: boolean): Promise<Outcome> {
  const { t } = texts(turn.speaker.locale);
  if (found?.peerId !== turn.speaker.id) return { say: [], question: "keep", card: card([text(t("peer.request.unknown"))], []) };
  const appointment = await followProposal(turn.db, found);
  return {
    say: [],
    question: "keep",
    card: requestCard(appointment, turn.programme.id, turn.speaker),
    // the answer redraws the card where it was clicked; the message itself is changed too, so that it stays so
    outgoing: changed ? [...(await redraw(turn, appointment)), ...(await redrawAppointments(turn))] : [],
  };
}

async function showSlots(turn: Turn, appointment: Appointment | undefined, notice?: TextKey): Promise<Outcome> {
  if (appointment?.peerId !== turn.speaker.id || appointment.status !== "pending") return show(turn, appointment, false);
  const slots = await turn.tools.proposal.slots(appointment.id, 0, SLOTS_SHOWN);
  return { say: [], question: "keep", card: proposeCard(appointment, slots, turn.programme.id, turn.speaker, notice) };
}
