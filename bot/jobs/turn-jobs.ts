import type { TextRef } from "../../dialogs/prompt.ts";
import { expireRequest } from "../../domain/booking/answer-request.ts";
import { expireHold } from "../../domain/booking/cancel.ts";
import { forgetUnconsented } from "../../domain/people/consent.ts";
import { reachableCoordinators } from "../../domain/people/coordinators.ts";
import { measurePool } from "../../domain/sessions/pool.ts";
import { renderTeamsText } from "../render/teams.ts";
import { appointmentJobs } from "./appointment-jobs.ts";
import { campaignJobs } from "./campaign-jobs.ts";
import { coordinationJobs } from "./coordination-jobs.ts";
import { matchingJobs } from "./matching-jobs.ts";
import { meetingJobs } from "./meeting-jobs.ts";
import { peerJobs } from "./peer-jobs.ts";
import { peerStateJobs } from "./peer-state-jobs.ts";
import { personJobs } from "./person-jobs.ts";
import { safetyJobs } from "./safety-jobs.ts";
import { sessionJobs } from "./session-jobs.ts";
import { summaryJobs } from "./summary-jobs.ts";
import { surveyJobs } from "./survey-jobs.ts";
import { takeoverJobs } from "./takeover-jobs.ts";
import { NOTHING, sideOf, type TurnJob } from "./turn-job.ts";
import { weekJobs } from "./week-jobs.ts";

const firstCoordinator: TurnJob["whose"] = async (db) => (await reachableCoordinators(db))[0]?.id;

/** A message to every coordinator who can be reached, made on the conversation of the first. */
function tellCoordinators(text: TextRef, urgency: "urgent" | "notice"): TurnJob {
  return {
    whose: firstCoordinator,
    async handle(turn) {
      const coordinators = await reachableCoordinators(turn.db);
      return {
        ...NOTHING,
        outgoing: coordinators.map(({ id, locale }) => ({ personId: id, class: urgency, body: renderTeamsText(text, locale) })),
      };
    },
  };
}

/** The turn jobs, by the name under which the domain enqueues them. */
export const turnJobs: Record<string, TurnJob> = {
  ...appointmentJobs,
  ...campaignJobs,
  ...coordinationJobs,
  ...matchingJobs,
  ...personJobs,
  ...weekJobs,
  ...peerJobs,
  ...peerStateJobs,
  ...meetingJobs,
  ...safetyJobs,
  ...sessionJobs,
  ...takeoverJobs,
  ...summaryJobs,
  ...surveyJobs,

  "expire-hold": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      await expireHold(turn.db, id);
      return NOTHING;
    },
  },

  "expire-request": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      await expireRequest(turn.db, id);
      return NOTHING;
    },
  },

  /** Who did not agree in time is forgotten: words and number, and the question with them. */
  "forget-unconsented": {
    runsFrozen: true,
    whose: async (_, id) => id,
    async handle(turn, id) {
      return (await forgetUnconsented(turn.db, id)) === "forgotten" ? { say: [], question: null } : NOTHING;
    },
  },

  /** Numbers for masked calls are running out. */
  "alert-pool": {
    whose: firstCoordinator,
    async handle(turn, id) {
      const { needed, size } = await measurePool(turn.db);
      return tellCoordinators({ key: "coordinator.pool", args: { needed, size } }, "notice").handle(turn, id);
    },
  },

  "alert-spending": tellCoordinators({ key: "coordinator.spending", args: { percent: 70 } }, "urgent"),
};
