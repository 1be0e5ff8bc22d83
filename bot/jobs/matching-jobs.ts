import { DateTime } from "luxon";
import type { FindPeerState } from "../../dialogs/find-peer/state.ts";
import { findPeer } from "../../dialogs/find-peer.ts";
import { teamOffer } from "../../dialogs/team-offer.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import { checkPromise } from "../../domain/booking/promise.ts";
import { handToCoordinator, loadRequest } from "../../domain/booking/request.ts";
import { countNotice, lookAgain, MOST_NOTICES, nextLook } from "../../domain/booking/waitlist.ts";
import { openWorkItem } from "../../domain/coordination/work-item.ts";
import type { Db } from "../../domain/db.ts";
import type { Turn } from "../outcome.ts";
import { enter } from "../walk.ts";
import { afterQuiet, NOTHING, sideOf, type TurnJob } from "./turn-job.ts";

const patientOf = async (db: Db, requestId: string) => (await loadRequest(db, requestId))?.patientId;

/** The dialogs that ask whether somebody is to be looked for, or is right. */
const ASKS = new Set<string>([findPeer.name, teamOffer.name]);

/** Until when the patient may still answer a question about looking for somebody. */
function answersUntil({ question, aside, now }: Turn): DateTime | undefined {
  const open = [question, aside].find((asked) => asked && ASKS.has(asked.dialog) && DateTime.fromISO(asked.expiresAt) > now);
  return open ? DateTime.fromISO(open.expiresAt) : undefined;
}

/** What falls due on a request that nobody has taken. */
export const matchingJobs: Record<string, TurnJob> = {
  /** Once a day for who waits: if somebody can be offered now, they are, three times at most; then people look. */
  "look-waitlist": {
    whose: patientOf,
    async handle(turn, id) {
      const { db, now, speaker, programme } = turn;
      const request = await loadRequest(db, id);
      if (request?.state !== "waitlist") return NOTHING;
      const told = { class: "notice" as const, sendAfter: afterQuiet(turn), mayStandAside: true };
      if (request.notices >= MOST_NOTICES) {
        await handToCoordinator(db, id);
        return { ...told, say: [{ key: "waitlist.ended" }], question: "keep" };
      }
      await lookAgain(db, id, nextLook(now, speaker.zone, programme.settings.sending.holidayCountry));
      if (answersUntil(turn)) return NOTHING;
      const { conditionId: condition, experience } = request;
      const found = await turn.tools.findOffers({ condition, experience, requestId: id }, 0, 1);
      if (found.length === 0) return NOTHING;
      await countNotice(db, id);
      const state: Partial<FindPeerState> = { condition, experience, requestId: id, waited: true };
      return { ...(await enter(turn, findPeer, state, [], "offers")), ...told };
    },
  },

  /** 24 h and 48 h after a request was opened. */
  "check-promise": {
    whose: patientOf,
    async handle(turn, id) {
      const outcome = await checkPromise(turn.db, id, turn.now, answersUntil(turn));
      if (outcome === "waits") return NOTHING;
      return { say: [{ key: "findPeer.nobody" }], class: "notice", question: "keep", sendAfter: afterQuiet(turn) };
    },
  },

  /** A peer has not answered for long: people look, while the request goes on. */
  "note-unconfirmed": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (appointment?.status !== "pending") return NOTHING;
      await openWorkItem(turn.db, "unconfirmed", appointment.patientId, { appointmentId: id, requestId: appointment.requestId });
      return NOTHING;
    },
  },
};
