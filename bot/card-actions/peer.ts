import { card, text } from "../../cards/card.ts";
import { peerMenuCard } from "../../cards/peer-menu-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Appointment } from "../../domain/booking/appointment.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { drawAppointments, redraw, redrawAppointments } from "../redraw.ts";
import type { CardActions } from "./card-action.ts";

/** A peer's clicks on their menu, and on the card of their appointments. */
export const peerCardActions: CardActions<"show-menu" | "show-appointments" | "confirm-withdraw" | "withdraw"> = {
  async "show-menu"(turn, { help }) {
    const { locale } = turn.speaker;
    const words = help && texts(locale).t("peer.help", { programme: turn.programme.name });
    return { say: [], question: "keep", card: peerMenuCard(turn.programme.id, locale, words) };
  },

  "show-appointments": (turn) => drawn(turn),
  "confirm-withdraw": (turn, { appointmentId }) => drawn(turn, { confirms: appointmentId }),
  withdraw: async (turn, { appointmentId }) => showAppointments(turn, await turn.tools.withdrawal.withdraw(appointmentId)),
};

/** The menu as a message of its own. */
export function sendMenu({ speaker, programme }: Turn): Outcome {
  const body = texts(speaker.locale).t("peer.help", { programme: programme.name });
  return {
    say: [],
    question: "keep",
    outgoing: [{ personId: speaker.id, class: "reply", body, card: peerMenuCard(programme.id, speaker.locale) }],
  };
}

/** The list as a message of its own. */
export async function sendAppointments(turn: Turn): Promise<Outcome> {
  return { say: [], question: "keep", outgoing: [await drawAppointments(turn)] };
}

/** The list after something was done about one of them; that one's own card and the list's message are changed too, so that they stay so. */
export async function showAppointments(turn: Turn, done: Appointment | undefined): Promise<Outcome> {
  const { t } = texts(turn.speaker.locale);
  if (done?.peerId !== turn.speaker.id) return { say: [], question: "keep", card: card([text(t("peer.request.unknown"))], []) };
  return { ...(await drawn(turn, { done })), outgoing: [...(await redraw(turn, done)), ...(await redrawAppointments(turn))] };
}

async function drawn(turn: Turn, over?: Parameters<typeof drawAppointments>[1]): Promise<Outcome> {
  const { card: shown } = await drawAppointments(turn, over);
  return { say: [], question: "keep", card: shown };
}
