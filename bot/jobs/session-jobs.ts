import { afterTalk } from "../../dialogs/after-talk.ts";
import { openWorkItem } from "../../domain/coordination/work-item.ts";
import type { Db } from "../../domain/db.ts";
import { enqueue } from "../../domain/enqueue.ts";
import { measureAttendance } from "../../domain/sessions/attendance.ts";
import { loadLeg, lockLeg } from "../../domain/sessions/leg.ts";
import { openSession, releaseSession } from "../../domain/sessions/open-session.ts";
import { loadSession, lockSession, otherSide, type Session, type Side, sideIn } from "../../domain/sessions/session.ts";
import { closeSession } from "../../domain/sessions/settle-session.ts";
import { sessionArgs } from "../calls/words.ts";
import { answerAlert } from "../danger.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { enter } from "../walk.ts";
import { NOTHING, type TurnJob } from "./turn-job.ts";

const whoseSide = (side: Side) => async (db: Db, id: string) => (await loadSession(db, id))?.[side].personId;

/** What happens to a session by itself, and what its two are told on the way. */
export const sessionJobs: Record<string, TurnJob> = {
  /** It may be used from now on. Who writes to each other is told so; who talks by phone was reminded. */
  "open-session": {
    whose: whoseSide("patient"),
    async handle(turn, id) {
      const session = await openSession(turn.db, id);
      if (session?.modality !== "messages") return NOTHING;
      await enqueue(turn.db, "tell-opened", id);
      return tellOpened(turn, session);
    },
  },

  "tell-opened": {
    whose: whoseSide("peer"),
    async handle(turn, id) {
      const session = await loadSession(turn.db, id);
      return session ? tellOpened(turn, session) : NOTHING;
    },
  },

  /** Some minutes into the talk: a patient who came and is alone is told, kindly and at once, and a coordinator with them. */
  "look-for-peer": {
    whose: whoseSide("patient"),
    async handle(turn, id) {
      const session = await aloneIn(turn, id, "patient");
      if (!session) return NOTHING;
      await openWorkItem(turn.db, "peer-absent", session.patient.personId, { appointmentId: session.appointmentId });
      return {
        ...(await enter(turn, afterTalk, { appointmentId: session.appointmentId }, [], "peerAbsent")),
        class: "urgent",
        mayStandAside: true,
      };
    },
  },

  /** The same for a peer who is alone: nobody is blamed, and nothing is asked of them. */
  "look-for-patient": {
    whose: whoseSide("peer"),
    async handle(turn, id) {
      const session = await aloneIn(turn, id, "peer");
      if (!session) return NOTHING;
      return { say: [{ key: "session.patientAbsent", args: sessionArgs(session, turn.speaker.id) }], class: "urgent", question: "keep" };
    },
  },

  /** Its time is over, and what it was is settled. */
  "close-session": {
    whose: whoseSide("patient"),
    async handle(turn, id) {
      await closeSession(turn.db, id, turn.now);
      const { coolingDays } = turn.programme.settings.calls;
      await enqueue(turn.db, "release-session", id, turn.now.plus({ days: coolingDays }).toJSDate(), `release ${id}`);
      return NOTHING;
    },
  },

  "release-session": {
    whose: whoseSide("patient"),
    async handle(turn, id) {
      await releaseSession(turn.db, id);
      return NOTHING;
    },
  },

  /** Somebody did not take a call of ours. */
  "tell-missed-call": {
    whose: async (db, id) => (await loadLeg(db, id))?.personId,
    async handle(turn, id) {
      const found = await lockLeg(turn.db, id);
      if (!found || turn.now >= found.session.closesAt) return NOTHING;
      const key = found.side === "patient" ? ("session.missedCall" as const) : ("session.missedCallPeer" as const);
      return told(turn, { key, args: sessionArgs(found.session, turn.speaker.id) }, found.session);
    },
  },

  /** The other one could not be had. */
  "tell-unreached": {
    whose: async (db, id) => {
      const leg = await loadLeg(db, id);
      const session = leg && (await loadSession(db, leg.sessionId));
      return session?.[otherSide(sideIn(session, leg?.personId ?? ""))].personId;
    },
    async handle(turn, id) {
      const found = await lockLeg(turn.db, id);
      if (!found || turn.now >= found.session.closesAt) return NOTHING;
      const key = found.side === "peer" ? ("session.peerUnreached" as const) : ("session.patientUnreached" as const);
      return told(turn, { key, args: sessionArgs(found.session, turn.speaker.id) }, found.session);
    },
  },

  /** A peer pressed *9 in a call: as if they had written ALERTE. */
  "raise-alert": {
    whose: async (_, id) => id,
    handle: (turn) => answerAlert(turn),
  },
};

const told = (turn: Turn, text: Outcome["say"][number], session: Session): Outcome => ({
  say: [turn.speaker.sharedPhone ? { key: "session.missedNeutral", args: sessionArgs(session, turn.speaker.id) } : text],
  class: "urgent",
  question: "keep",
  expiresAt: session.closesAt,
});

function tellOpened(turn: Turn, session: Session): Outcome {
  const { senderId, closesAt } = session;
  const body = { key: "session.opened" as const, args: sessionArgs(session, turn.speaker.id) };
  return { say: [body], class: "reminder", question: "keep", senderId, expiresAt: closesAt };
}

/** The session, if that side has come and the other never has. */
async function aloneIn({ db, now }: Turn, id: string, side: Side): Promise<Session | undefined> {
  const session = await lockSession(db, id);
  if (!session?.isAgreed || (session.state !== "open" && session.state !== "scheduled")) return undefined;
  const { present, patientSeconds, peerSeconds, patientMessages, peerMessages } = await measureAttendance(db, session, now);
  const came = {
    patient: present.patient || patientSeconds > 0 || patientMessages > 0,
    peer: present.peer || peerSeconds > 0 || peerMessages > 0,
  };
  return came[side] && !came[otherSide(side)] ? session : undefined;
}
