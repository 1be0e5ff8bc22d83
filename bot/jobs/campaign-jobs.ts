import type { Question } from "../../dialogs/dialog.ts";
import { questionnaire } from "../../dialogs/questionnaire.ts";
import { formFor, lockRecipient, personOfRecipient, putBack, skipRecipient, writeForm } from "../../domain/campaigns/recipient.ts";
import { offerResponse } from "../../domain/surveys/offer-response.ts";
import { loadResponse } from "../../domain/surveys/response.ts";
import { ask, judge } from "./survey-jobs.ts";
import { NOTHING, type TurnJob } from "./turn-job.ts";

/** What a campaign does with each of its recipients: in a turn of theirs, where all is looked at again that may have changed since it was planned. */
export const campaignJobs: Record<string, TurnJob> = {
  /** A recipient's turn: they are offered the questionnaire, put off, or not asked, with the reason. */
  "offer-campaign": {
    // who is frozen is not asked, and that stands in the campaign
    runsFrozen: true,
    whose: personOfRecipient,
    async handle(turn, id) {
      const { db, now, speaker } = turn;
      const { surveys } = turn.programme.settings;
      const recipient = await lockRecipient(db, id);
      if (!recipient) return NOTHING;
      const form = formFor(recipient, now, surveys.answerDays);
      const verdict = speaker.frozen ? ({ kind: "never", reason: "frozen" } as const) : await judge(turn, form);
      if (verdict.kind === "later") await putBack(db, id, verdict.until, verdict.reason);
      if (verdict.kind === "never") await skipRecipient(db, id, verdict.reason);
      if (verdict.kind !== "now") return NOTHING;
      await writeForm(db, form);
      const offered = await offerResponse(db, form, { locale: speaker.locale, now, surveys });
      return offered ? ask(turn, offered, "first") : NOTHING;
    },
  },

  /** An offer was taken back before anybody saw it: what is written now is no answer to it. */
  "withdraw-offer": {
    runsFrozen: true,
    whose: personOfRecipient,
    async handle(turn, id) {
      if (await loadResponse(turn.db, id)) return NOTHING;
      const asksForIt = (asked: Pick<Question, "dialog" | "state"> | null | undefined): boolean =>
        asked?.dialog === questionnaire.name && (asked.state as { responseId?: string }).responseId === id;
      // on a shared phone it may wait for the code
      const left = turn.lockedMessages.filter(({ question }) => !asksForIt(question));
      if (left.length === turn.lockedMessages.length) return asksForIt(turn.question) ? { say: [], question: null } : NOTHING;
      turn.lockedMessages = left;
      return { say: [], question: "keep" };
    },
  },
};
