import { teamOffer } from "../../dialogs/team-offer.ts";
import { escalate } from "../../domain/coordination/alarm.ts";
import { loadNote } from "../../domain/coordination/answer-person.ts";
import { loadProposed, personOfItem } from "../../domain/coordination/propose-peer.ts";
import { isAlarm, loadWorkItem } from "../../domain/coordination/queue.ts";
import { isPaged } from "../../domain/coordination/work-item.ts";
import { enqueue } from "../../domain/enqueue.ts";
import { reachableCoordinators } from "../../domain/people/coordinators.ts";
import { dutyOf, pageAll, pageOf, tellOf } from "../alarm.ts";
import { splitNote } from "../render/split-note.ts";
import { enter } from "../walk.ts";
import { afterQuiet, NOTHING, type TurnJob } from "./turn-job.ts";

/** What coordinators are told is made on the conversation of the first of them. */
const firstCoordinator: TurnJob["whose"] = async (db) => (await reachableCoordinators(db))[0]?.id;

/** Nearer than this, what became of an appointment can't wait for the morning. */
const URGENT_HOURS = 24;

/** Between the coordinators and the people who wait for them. */
export const coordinationJobs: Record<string, TurnJob> = {
  /**
   * Something new is in the queue: those on duty are told; out of hours, when duty begins, unless an appointment is near.
   * About one that is about to begin they are paged, on every channel that they have; about somebody who waits alone in a call one after the other, as on alarms.
   */
  "tell-work-item": {
    whose: firstCoordinator,
    async handle(turn, id) {
      const item = await loadWorkItem(turn.db, id);
      if (!item?.isOpen || item.takenBy) return NOTHING;
      const duty = await dutyOf(turn);
      const { onDuty, next, reachable } = duty;
      const soon = { key: "coordinator.workItemSoon" as const };
      if (isPaged(item.kind)) {
        const page = await escalate(turn.db, id, duty, turn.now);
        return { ...NOTHING, outgoing: page.flatMap((coordinator) => pageOf(turn, item, coordinator, soon, "urgent")) };
      }
      const told = onDuty.length > 0 ? onDuty : reachable;
      const begins = item.startsAt !== null && item.startsAt > turn.now ? item.startsAt : undefined;
      const { lateWithdrawalMinutes } = turn.programme.settings.booking;
      if (begins && begins < turn.now.plus({ minutes: lateWithdrawalMinutes }))
        return { ...NOTHING, outgoing: told.flatMap((coordinator) => pageOf(turn, item, coordinator, soon, "urgent")) };
      const isNear = begins !== undefined && begins < turn.now.plus({ hours: URGENT_HOURS });
      const sendAfter = onDuty.length > 0 || isNear ? undefined : (next ?? undefined);
      const kind = isNear ? "urgent" : "notice";
      return {
        ...NOTHING,
        outgoing: told.map((coordinator) => ({ ...tellOf(turn, item, coordinator, { key: "coordinator.workItem" }, kind), sendAfter })),
      };
    },
  },

  /** An alarm that nobody has taken: the next on the rota is paged. */
  "page-next": {
    whose: firstCoordinator,
    async handle(turn, id) {
      const duty = await dutyOf(turn);
      const page = await escalate(turn.db, id, duty, turn.now);
      const item = await loadWorkItem(turn.db, id);
      if (!item) return NOTHING;
      const text = { key: "coordinator.stillOpen" as const };
      // nobody is rung up about a talk that did not begin
      if (!isAlarm(item.kind))
        return { ...NOTHING, outgoing: page.flatMap((coordinator) => pageOf(turn, item, coordinator, text, "urgent")) };
      return { ...NOTHING, outgoing: await pageAll(turn, item, page, duty, text) };
    },
  },

  /** What a coordinator wrote reaches the person. */
  "tell-note": {
    runsFrozen: true,
    whose: async (db, id) => (await loadNote(db, id))?.personId,
    async handle(turn, id) {
      const note = await loadNote(turn.db, id);
      if (!note) return NOTHING;
      const { programme, speaker, channel } = turn;
      const say =
        channel === "teams"
          ? [{ key: "team.note" as const, args: { programme: programme.name, body: note.body } }]
          : splitNote(note.body, programme.name, speaker.locale);
      return { say, class: isAlarm(note.kind) ? "safety" : "human", question: "keep" };
    },
  },

  /** A coordinator is about to call: the person knows who it is when the phone rings. */
  "tell-called-back": {
    runsFrozen: true,
    whose: personOfItem,
    async handle(turn, id) {
      const item = await loadWorkItem(turn.db, id);
      if (!item) return NOTHING;
      const say = [{ key: "team.callsBack" as const, args: { programme: turn.programme.name } }];
      return { say, class: isAlarm(item.kind) ? "safety" : "human", question: "keep" };
    },
  },

  /** A coordinator has found somebody: the person is asked, and decides. */
  "propose-peer": {
    whose: personOfItem,
    async handle(turn, id) {
      const proposed = await loadProposed(turn.db, id, turn.hasVideo);
      if (!proposed) return NOTHING;
      const { requestId, conditionId, experience, peerId, peerName, modalities } = proposed;
      const sendAfter = afterQuiet(turn);
      // whoever does not answer is looked after again
      const answered = sendAfter.plus({ minutes: turn.programme.settings.booking.questionMinutes + 1 });
      await enqueue(turn.db, "check-promise", requestId, answered.toJSDate(), `promise ${requestId}`);
      const state = { condition: conditionId, requestId, experience, peerId, peerName, modalities };
      return { ...(await enter(turn, teamOffer, state)), class: "notice", mayStandAside: true, sendAfter };
    },
  },
};
