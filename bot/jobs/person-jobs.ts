import { callsDialog } from "../../dialogs/calls.ts";
import { chooseCode } from "../../dialogs/choose-code.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import { neverChoseCallTime } from "../../domain/calls/choose-call-time.ts";
import { closeWorkItems } from "../../domain/coordination/work-item.ts";
import { forgetLink } from "../../domain/people/export.ts";
import { checkReference, moveNumber } from "../../domain/people/number-change.ts";
import { hasAutomatedCalls } from "../../domain/programmes/sender.ts";
import { redraw } from "../redraw.ts";
import { enter } from "../walk.ts";
import { afterQuiet, NOTHING, sideOf, type TurnJob } from "./turn-job.ts";

/** For so long the answer to whether calls are right counts: they may be called several times for it. */
const ASKED_DAYS = 7;

/** What follows from who people are: codes, numbers, what is stopped and what is forgotten. */
export const personJobs: Record<string, TurnJob> = {
  /** A forgotten code was taken away: the person chooses another. */
  "choose-code": {
    whose: async (_, id) => id,
    async handle(turn) {
      if (!turn.speaker.sharedPhone || turn.speaker.hasCode) return NOTHING;
      return { ...(await enter(turn, chooseCode, {}, [{ key: "code.reset" }])), class: "notice", sendAfter: afterQuiet(turn) };
    },
  },

  /** Texts don't arrive at a patient's number any more: whether calls are right is asked by one, at waking hours. */
  "ask-calls": {
    whose: async (_, id) => id,
    async handle(turn) {
      const { db, speaker, now } = turn;
      if (!speaker.voiceOnly || !speaker.consented || !(await neverChoseCallTime(db, speaker.id))) return NOTHING;
      if (!(await hasAutomatedCalls(db))) return NOTHING;
      const sendAfter = afterQuiet(turn);
      const asked = await enter(turn, callsDialog, {}, [{ key: "calls.why" }]);
      return { ...asked, class: "notice", asksCalls: true, sendAfter, asksUntil: now.plus({ days: ASKED_DAYS }) };
    },
  },

  /** The reference that was given from an unknown number: whoever gave it has had their answer. */
  "check-reference": {
    whose: async (_, id) => id,
    async handle(turn, id) {
      await checkReference(turn.db, id);
      return NOTHING;
    },
  },

  /** A coordinator let a new number be the person's, who is told there. */
  "move-number": {
    whose: async (_, id) => id,
    async handle(turn, id) {
      if ((await moveNumber(turn.db, id)) !== "moved") return NOTHING;
      await closeWorkItems(turn.db, "number-change", id);
      turn.effects.identity = "moved";
      return { say: [{ key: "number.approved" }], class: "notice", question: "keep", sendAfter: afterQuiet(turn) };
    },
  },

  /** The day of a page that opens once is over: its address goes from what was sent. */
  "forget-link": {
    runsFrozen: true,
    whose: async (_, id) => id,
    async handle(turn, id) {
      await forgetLink(turn.db, id);
      return NOTHING;
    },
  },

  /** A patient stopped all messages with an appointment ahead: its peer learns that nothing reaches them any more. */
  "warn-of-stop": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (!appointment || !["pending", "booked"].includes(appointment.status)) return NOTHING;
      const at = texts(turn.speaker.locale).at(appointment.startsAt.setZone(turn.speaker.zone));
      return { say: [{ key: "peer.patientStopped", args: { at } }], class: "notice", question: "keep", sendAfter: afterQuiet(turn) };
    },
  },

  /** A patient was erased: the card of a past appointment loses the name, and a question about it is asked no more. */
  "forget-appointment": {
    runsFrozen: true,
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (!appointment) return NOTHING;
      const isAbout = (asked: unknown) => JSON.stringify(asked ?? null).includes(id);
      return {
        ...NOTHING,
        question: isAbout(turn.question) ? null : "keep",
        closesAside: isAbout(turn.aside),
        outgoing: await redraw(turn, appointment),
      };
    },
  },
};
