import type { CardActionCommand } from "../cards/actions.ts";
import { card, text } from "../cards/card.ts";
import { requestCard } from "../cards/request-card.ts";
import { texts } from "../dialogs/texts/texts.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import { redraw } from "./redraw.ts";
import { accept, settleAside } from "./router.ts";
import type { Outcome, Turn } from "./turn.ts";

/** A click on a card. Twice, or on an old copy, it shows the present state and does nothing twice. */
export async function handleCardAction(turn: Turn, command: CardActionCommand): Promise<Outcome> {
  const { tools } = turn;
  switch (command.verb) {
    case "accept-request":
      return show(turn, await tools.acceptRequest(command.data.appointmentId), true);
    case "decline-request":
      return show(turn, await tools.declineRequest(command.data.appointmentId, command.data.reason), true);
    case "show-request": {
      const appointment = await tools.loadAppointment(command.data.appointmentId);
      return show(turn, appointment?.peerId === turn.speaker.id ? appointment : undefined, false);
    }
    case "answer": {
      const { number, value } = command.data;
      // a card of an earlier question answers nothing: what is open now stays open
      const isAside = turn.aside?.number === number;
      if (!isAside && turn.question?.number !== number) return { say: [], question: "keep", card: closedCard(turn) };
      const said = value === "yes" || value === "no" ? { kind: value as "yes" | "no" } : { kind: "choice" as const, value };
      const settle = () => accept(turn, said);
      return { ...(await (isAside ? settleAside(turn, settle) : settle())), card: closedCard(turn) };
    }
  }
}

async function show(turn: Turn, appointment: Appointment | undefined, changed: boolean): Promise<Outcome> {
  const { t } = texts(turn.speaker.locale);
  if (!appointment) return { say: [], question: "keep", card: card([text(t("peer.request.unknown"))], []) };
  return {
    say: [],
    question: "keep",
    card: requestCard(appointment, turn.programme.id, turn.speaker),
    // the answer redraws the card where it was clicked; the message itself is changed too, so that it stays so
    outgoing: changed ? await redraw(turn, appointment) : [],
  };
}

const closedCard = ({ speaker }: Turn) => card([text(texts(speaker.locale).t("talk.answered"))], []);
