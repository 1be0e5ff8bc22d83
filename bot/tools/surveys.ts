import type { SurveyTools } from "../../dialogs/tools/surveys.ts";
import { openWorkItem } from "../../domain/coordination/work-item.ts";
import { endOfQuiet } from "../../domain/deliveries/quiet-hours.ts";
import { optOutOf } from "../../domain/people/opt-out.ts";
import { loseTrust } from "../../domain/people/recycled.ts";
import { answerItem, beginResponse } from "../../domain/surveys/answer-item.ts";
import { asksForTeam } from "../../domain/surveys/debrief.ts";
import { completeResponse, deferResponse, lookAtNext, nextPlanned, stopResponse } from "../../domain/surveys/end-response.ts";
import { judgeOffer } from "../../domain/surveys/judge-offer.ts";
import { offerResponse } from "../../domain/surveys/offer-response.ts";
import { type AnswerMode, findInHand, loadResponse, type OpenedResponse, openResponse } from "../../domain/surveys/response.ts";
import type { ToolsContext } from "./context.ts";

export function bindSurveys(context: ToolsContext): SurveyTools {
  const { db, now, speaker, channel, addressId, programme } = context;
  const { settings } = programme;
  const own = async (id: string): Promise<OpenedResponse | undefined> => {
    const found = await openResponse(db, id);
    return found?.personId === speaker.id ? found : undefined;
  };
  /** The form that comes next, offered: the person is at it just now. */
  const offerNext = async (before: OpenedResponse): Promise<string | undefined> => {
    const id = await nextPlanned(db, before);
    const planned = id && (await loadResponse(db, id));
    if (!planned) return undefined;
    const verdict = await judgeOffer(db, planned, { now, person: speaker, settings, askedUntil: undefined });
    if (verdict.kind !== "now") return undefined;
    return (await offerResponse(db, planned, { locale: speaker.locale, now, surveys: settings.surveys }))?.id;
  };
  return {
    open: own,
    inHand: async () => (await findInHand(db, speaker.id))?.id,
    begin: (id) => beginResponse(db, id),
    answer: (id, linkId, value) => answerItem(db, id, linkId, value, channel as AnswerMode),
    async complete(id) {
      const found = await own(id);
      if (!found) return { next: undefined, teamTold: false };
      await completeResponse(db, found);
      const teamTold = found.occasion === "debrief" && asksForTeam(found.answers);
      if (teamTold) await openWorkItem(db, "hard-talk", speaker.id, { appointmentId: found.appointmentId ?? undefined });
      const next = await offerNext(found);
      if (!next) await lookAtNext(db, speaker.id, now);
      return { next, teamTold };
    },
    async defer(id) {
      const found = await own(id);
      if (!found) return undefined;
      const until = endOfQuiet(now.setZone(speaker.zone).plus({ days: 1 }), speaker.zone, settings.sending.holidayCountry);
      if (found.deferrals >= settings.surveys.mostDeferrals || (found.expiresAt && found.expiresAt <= until)) return undefined;
      await deferResponse(db, found, until);
      await lookAtNext(db, speaker.id, now);
      return until;
    },
    async decline(id) {
      const found = await own(id);
      if (found) await stopResponse(db, found, "declined");
      await lookAtNext(db, speaker.id, now);
    },
    async notMe(id) {
      const found = await own(id);
      if (found) await stopResponse(db, found, "not-me");
      if (addressId && speaker.isPatient) await loseTrust(db, addressId, settings.people.recycledAfterDays);
      await openWorkItem(db, "unreachable", speaker.id);
    },
    stopAll: () => optOutOf(db, speaker.id, "questionnaires"),
  };
}
