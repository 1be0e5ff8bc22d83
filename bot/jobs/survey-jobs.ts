import { DateTime } from "luxon";
import { questionnaire } from "../../dialogs/questionnaire.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import type { Db } from "../../domain/db.ts";
import { expireResponse, lookAtNext, skipResponse } from "../../domain/surveys/end-response.ts";
import { judgeOffer, type OfferVerdict } from "../../domain/surveys/judge-offer.ts";
import { noteReminded, offerResponse, planReminder } from "../../domain/surveys/offer-response.ts";
import { planAfterTalk, planBeforeTalk } from "../../domain/surveys/plan-around-talk.ts";
import { planOffer } from "../../domain/surveys/plan-response.ts";
import { loadResponse, type SurveyResponse } from "../../domain/surveys/response.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { canWait, enter } from "../walk.ts";
import { NOTHING, sideOf, type TurnJob } from "./turn-job.ts";

/** For so long an answer to the offer itself is looked for in all that somebody writes; the form lives on. */
const OFFER_HOURS = 24;

const whoseForm: TurnJob["whose"] = async (db: Db, id: string) => (await loadResponse(db, id))?.personId;

/** What is asked about talks, and at milestones: planned, offered, reminded of once, and over. */
export const surveyJobs: Record<string, TurnJob> = {
  /** A talk was agreed, or took place. Both of its two are planned for here; each is offered theirs in a turn of their own. */
  "plan-questionnaires": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      const { settings } = turn.programme;
      if (appointment?.status === "booked") await planBeforeTalk(turn.db, appointment, settings, turn.now);
      if (appointment?.status === "fulfilled") await planAfterTalk(turn.db, appointment, settings, turn.now);
      return NOTHING;
    },
  },

  /** A form is due: it is offered, put off, or never sent, with the reason. */
  "offer-questionnaire": {
    whose: whoseForm,
    async handle(turn, id) {
      const planned = await loadResponse(turn.db, id);
      if (planned?.state !== "planned") return NOTHING;
      const verdict = await judge(turn, planned);
      if (verdict.kind === "later") {
        await planOffer(turn.db, id, verdict.until);
        return NOTHING;
      }
      if (verdict.kind === "never") {
        if (verdict.reason === "expired") await expireResponse(turn.db, id);
        else await skipResponse(turn.db, planned, verdict.reason);
        await lookAtNext(turn.db, turn.speaker.id, turn.now);
        return NOTHING;
      }
      const { surveys } = turn.programme.settings;
      const offered = await offerResponse(turn.db, planned, { locale: turn.speaker.locale, now: turn.now, surveys });
      return offered ? ask(turn, offered, "first") : NOTHING;
    },
  },

  /** Who has not begun, or has stopped in the middle, is reminded: once. */
  "remind-questionnaire": {
    whose: whoseForm,
    async handle(turn, id) {
      const found = await loadResponse(turn.db, id);
      if (!found || found.remindedAt || found.occasion === "before") return NOTHING;
      // what was put off is asked again in any case
      if (found.state !== "offered" && found.state !== "in-progress") return NOTHING;
      const verdict = await judge(turn, { ...found, state: "planned", weight: 0 });
      if (verdict.kind === "later") await planReminder(turn.db, id, verdict.until);
      if (verdict.kind !== "now") return NOTHING;
      await noteReminded(turn.db, id);
      return ask(turn, found, "reminder");
    },
  },

  /** Its time is over. An answer that comes now is late, so the question about it stays where it is. */
  "end-questionnaire": {
    runsFrozen: true,
    whose: whoseForm,
    async handle(turn, id) {
      if ((await expireResponse(turn.db, id)) === "expired") await lookAtNext(turn.db, turn.speaker.id, turn.now);
      return NOTHING;
    },
  },
};

/** Whether a form may be offered to the turn's person. */
export function judge(turn: Turn, response: SurveyResponse): Promise<OfferVerdict> {
  const { db, now, speaker, programme } = turn;
  return judgeOffer(db, response, { now, person: speaker, settings: programme.settings, askedUntil: askedUntil(turn) });
}

/** Until when booking, or whatever else was asked and can't wait, is open; or an item that is just being answered. */
function askedUntil({ question, aside }: Turn): DateTime | undefined {
  const open = [question, aside].filter((asked) => asked !== null && !(canWait(asked) && asked.step === questionnaire.first));
  const ends = open.map((asked) => DateTime.fromISO(asked?.expiresAt ?? ""));
  return ends.length > 0 ? DateTime.max(...ends) : undefined;
}

/** Asks whether a form that is offered may be begun. */
export async function ask(turn: Turn, { id, expiresAt }: SurveyResponse, how: "first" | "reminder"): Promise<Outcome> {
  const asksUntil = DateTime.min(turn.now.plus({ hours: OFFER_HOURS }), expiresAt ?? turn.now.plus({ hours: OFFER_HOURS }));
  const asked = await enter(turn, questionnaire, { responseId: id, how });
  return { ...asked, class: "questionnaire", responseId: id, expiresAt: expiresAt ?? undefined, asksUntil };
}
