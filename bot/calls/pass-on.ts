import { stopWhat } from "../../dialogs/stop-what.ts";
import { relayMessage, stopSession } from "../../domain/sessions/relay-message.ts";
import { openSessionsOf, otherSide, type Session, sideIn } from "../../domain/sessions/session.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { renderText } from "../render/sms.ts";
import { enter } from "../walk.ts";
import type { GlobalWord } from "../words.ts";
import { nameOfOther, sessionArgs } from "./words.ts";

/** These are meant for us, wherever they are written. */
const FOR_US = new Set<GlobalWord>(["call", "human", "alert", "help", "french", "english", "resume"]);

/**
 * What is written to a session's number in its window is passed on to the other; STOP ends the session, and asks what else shall stop.
 *
 * @param word a word that always works, if it is one
 * @param byProvider the provider has taken it as an opt-out already, and it is one for us as well
 * @returns undefined if it is no message to the other
 */
export async function answerInSession(
  turn: Turn,
  text: string,
  word: GlobalWord | undefined,
  byProvider: boolean,
): Promise<Outcome | undefined> {
  const { db, speaker, sessionNumber, now } = turn;
  if (!sessionNumber || byProvider || turn.locked || (word && FOR_US.has(word))) return undefined;
  // answers to what was asked over this number
  if (turn.question?.dialog === stopWhat.name) return undefined;
  const [session, another] = await openSessionsOf(db, speaker.id, sessionNumber);
  if (!session || another) return undefined;
  if (word === "stop") {
    await stopSession(db, session.id, now);
    const other = session[otherSide(sideIn(session, speaker.id))];
    const ended = renderText({ key: "session.ended" }, other.locale);
    return {
      ...(await enter(turn, stopWhat)),
      outgoing: [{ personId: other.personId, class: "urgent", body: ended, senderId: session.senderId }],
    };
  }
  return passOn(turn, session, text);
}

/** A peer writes in Teams while a talk by messages is under way: what is no word or answer for us is for the other. */
export async function passOnFromTeams(turn: Turn, text: string): Promise<Outcome | undefined> {
  if (turn.channel !== "teams" || !turn.speaker.isPeer) return undefined;
  const [session] = (await openSessionsOf(turn.db, turn.speaker.id)).filter(({ modality }) => modality === "messages");
  return session && passOn(turn, session, text);
}

async function passOn(turn: Turn, session: Session, text: string): Promise<Outcome> {
  const { db, speaker } = turn;
  const relayed = await relayMessage(db, session, speaker.id, text);
  if (relayed === "not-private") return { say: [{ key: "session.notByText", args: sessionArgs(session, speaker.id) }], question: "keep" };
  const to = otherSide(sideIn(session, speaker.id));
  const { locale } = session[to];
  const name = nameOfOther(session, to, locale);
  return {
    say: relayed.masked ? [{ key: "session.masked" }] : [],
    question: "keep",
    outgoing: [
      {
        personId: relayed.toId,
        class: "relay",
        body: `${name}: ${relayed.body}`,
        senderId: session.senderId,
        expiresAt: session.closesAt,
      },
    ],
  };
}
