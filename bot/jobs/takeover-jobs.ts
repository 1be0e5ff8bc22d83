import { DateTime } from "luxon";
import { texts } from "../../dialogs/texts/texts.ts";
import { endTakeover, loadTakeover, noteTold } from "../../domain/coordination/takeover.ts";
import type { Db } from "../../domain/db.ts";
import { overText } from "../takeover.ts";
import { restart } from "../walk.ts";
import { NOTHING, type TurnJob } from "./turn-job.ts";

const whosePerson = async (db: Db, id: string) => (await loadTakeover(db, id))?.takeover.personId;

/** What a person and a coordinator are told of the conversation that they have in the robot's place. A person made it, so it is told to who is frozen too. */
export const takeoverJobs: Record<string, TurnJob> = {
  /** Whatever was asked before is not answered by what they write from now on. */
  "tell-takeover": {
    runsFrozen: true,
    whose: whosePerson,
    async handle(turn, id) {
      const asked = Math.max(turn.question?.number ?? 0, turn.aside?.number ?? 0);
      if (!(await noteTold(turn.db, id, asked))) return NOTHING;
      return { say: [{ key: "team.writes", args: { programme: turn.programme.name } }], class: "human", question: "keep" };
    },
  },

  /** Nobody has written for long. */
  "end-takeover": {
    runsFrozen: true,
    whose: whosePerson,
    async handle(turn, id) {
      await endTakeover(turn.db, id, "silence");
      return NOTHING;
    },
  },

  /** The robot is there again, and takes up what was being asked, if it still waits. */
  "tell-takeover-over": {
    runsFrozen: true,
    whose: whosePerson,
    async handle(turn, id) {
      const { speaker, programme, question, now, takeover } = turn;
      // another one writes to them by now
      if (takeover || !(await loadTakeover(turn.db, id))) return NOTHING;
      const args = { programme: programme.name };
      if (speaker.frozen) return { say: [{ key: "team.doneFrozen", args }], class: "human", question: "keep" };
      const done = { key: "team.done" as const, args };
      const waits = question && DateTime.fromISO(question.expiresAt) > now && !question.opensAt;
      return { ...(waits ? await restart(turn, [done]) : { say: [done], question: "keep" as const }), class: "human" };
    },
  },

  "tell-coordinator-over": {
    whose: async (db, id) => (await loadTakeover(db, id))?.takeover.coordinatorId,
    async handle(turn, id) {
      const found = await loadTakeover(turn.db, id);
      if (!found?.endReason) return NOTHING;
      const who = found.who ?? texts(turn.speaker.locale).t("queue.somebody");
      return { say: [overText(found.endReason, who)], class: "human", question: "keep" };
    },
  },
};
