import { callCard } from "../../cards/call-card.ts";
import { card, text } from "../../cards/card.ts";
import type { TextRef } from "../../dialogs/prompt.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { mayBeUsed } from "../../domain/sessions/leg.ts";
import { type Session, sessionOf } from "../../domain/sessions/session.ts";
import { startCall } from "../../domain/sessions/start-call.ts";
import { callText, sessionArgs } from "../calls/words.ts";
import type { Outcome, Turn } from "../outcome.ts";
import type { CardActions } from "./card-action.ts";

/** A peer's clicks on the card of a call. */
export const callCardActions: CardActions<"start-call" | "show-call"> = {
  async "start-call"(turn, { appointmentId }) {
    const session = await ownSession(turn, appointmentId);
    if (!session) return unknown(turn);
    return drawn(turn, session, callText(await startCall(turn.db, turn.speaker.id, turn.now, appointmentId), turn.speaker.id));
  },

  async "show-call"(turn, { appointmentId }) {
    const session = await ownSession(turn, appointmentId);
    return session ? drawn(turn, session) : unknown(turn);
  },
};

async function ownSession({ db, speaker }: Turn, appointmentId: string): Promise<Session | undefined> {
  const session = await sessionOf(db, appointmentId);
  return session?.peer.personId === speaker.id ? session : undefined;
}

const unknown = ({ speaker }: Turn): Outcome => ({
  say: [],
  question: "keep",
  card: card([text(texts(speaker.locale).t("peer.request.unknown"))], []),
});

/** The card as things stand, with what was just done. */
export function callCardOf({ speaker, programme, now }: Turn, session: Session, done?: TextRef) {
  const args = sessionArgs(session, speaker.id);
  const callable = mayBeUsed(session, now);
  const note: TextRef =
    done ?? (callable ? { key: "call.now", args } : now < session.opensAt ? { key: "session.early", args } : { key: "session.none" });
  const { name, at, number, pin } = args;
  return callCard({
    appointmentId: session.appointmentId,
    programmeId: programme.id,
    locale: speaker.locale,
    name,
    at,
    number,
    pin,
    note,
    callable,
  });
}

const drawn = (turn: Turn, session: Session, done?: TextRef): Outcome => ({
  say: [],
  question: "keep",
  card: callCardOf(turn, session, done),
});
