import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { endOfQuiet } from "../deliveries/quiet-hours.ts";
import type { Locale } from "../locale.ts";
import { isOptedOutOf } from "../people/opt-out.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { checkQuestionnaire, fitsPlace } from "./check-questionnaire.ts";
import { findQuestionnaire, loadQuestionnaire } from "./load-questionnaires.ts";
import { PEACE_BEFORE_TALK_MINUTES } from "./plan-around-talk.ts";
import type { SurveyResponse } from "./response.ts";
import { localesOf } from "./wording.ts";

/** After danger nobody is asked to fill in a form; the day after, they are asked how they are. */
const PEACE_AFTER_DANGER_HOURS = 48;
/** What two have just said to each other comes first. */
const PEACE_AFTER_TALK_MINUTES = 30;
/** What is open may be answered before its time is over: it is looked again after this. */
const WHILE_ASKED_HOURS = 3;
/** Nobody knows how long they will write: it is looked again after this. */
const WITH_TEAM_MINUTES = 60;
const CAP_DAYS = 7;
/** Of a campaign that is paused what was put off or is to be reminded of waits as well. */
const WHILE_PAUSED_HOURS = 4;

export type OfferVerdict =
  | { kind: "now" }
  | {
      kind: "later";
      until: DateTime;
      reason: "quiet-hours" | "talk" | "danger" | "with-team" | "weekly-cap" | "one-open" | "asked" | "campaign-paused";
    }
  | {
      kind: "never";
      reason:
        | "expired"
        | "opted-out"
        | "not-agreed"
        | "no-booking"
        | "outdated"
        | "not-held"
        | "unknown"
        | "no-language"
        | "no-channel"
        | "not-planned"
        | "campaign-ended";
    };

export interface OfferContext {
  now: DateTime;
  person: { id: string; locale: Locale; zone: string; isPatient: boolean; consented: boolean };
  settings: Pick<ProgrammeSettings, "surveys" | "sending">;
  /** Until when a question of another kind waits for its answer: booking always wins. */
  askedUntil: DateTime | undefined;
}

const facts = z.object({
  status: z.string().nullable(),
  starts_at: z.date().nullable(),
  booked_once: z.boolean(),
  talk_until: z.date().nullable(),
  danger_at: z.date().nullable(),
  with_team: z.boolean(),
  place: z.enum(["sms", "whatsapp", "voice", "teams"]).nullable(),
  campaign: z.string().nullable(),
  other_open: z.boolean(),
  asked_weight: z.number(),
  first_asked_at: z.date().nullable(),
});

/**
 * Whether a form may be offered now, later, or never. What may have changed since it was planned is looked at here: the appointment, what the person has
 * stopped, what else is going on. Booking and safety come first, then one form at a time, then the week's most.
 */
export async function judgeOffer(db: Db, response: SurveyResponse, context: OfferContext): Promise<OfferVerdict> {
  const { now, person, settings, askedUntil } = context;
  const { occasion, expiresAt, weight } = response;
  if (response.state !== "planned") return { kind: "never", reason: "not-planned" };
  if (expiresAt && expiresAt <= now) return { kind: "never", reason: "expired" };
  if (await isOptedOutOf(db, person.id, "questionnaires")) return { kind: "never", reason: "opted-out" };
  const found = await loadFacts(db, response);
  if (person.isPatient && !person.consented) return { kind: "never", reason: "not-agreed" };
  if (person.isPatient && occasion !== "debrief" && !found.booked_once) return { kind: "never", reason: "no-booking" };
  const startsAt = found.starts_at && DateTime.fromJSDate(found.starts_at);
  const tooNear = startsAt && now >= startsAt.minus({ minutes: PEACE_BEFORE_TALK_MINUTES });
  if (occasion === "before" && (found.status !== "booked" || tooNear)) return { kind: "never", reason: "outdated" };
  if ((occasion === "after" || occasion === "debrief") && found.status !== "fulfilled") return { kind: "never", reason: "not-held" };
  if (found.campaign === "cancelled" || found.campaign === "done") return { kind: "never", reason: "campaign-ended" };
  if (found.campaign === "paused") return later(now.plus({ hours: WHILE_PAUSED_HOURS }), "campaign-paused");
  const questionnaire = response.questionnaireId
    ? await loadQuestionnaire(db, response.questionnaireId)
    : await findQuestionnaire(db, response.questionnaireName);
  if (!questionnaire) return { kind: "never", reason: "unknown" };
  if (!localesOf(questionnaire).includes(person.locale)) return { kind: "never", reason: "no-language" };
  if (found.place && !fitsPlace(checkQuestionnaire(questionnaire), found.place)) return { kind: "never", reason: "no-channel" };

  if (found.danger_at) return later(DateTime.fromJSDate(found.danger_at).plus({ hours: PEACE_AFTER_DANGER_HOURS }), "danger");
  if (found.talk_until) return later(DateTime.fromJSDate(found.talk_until).plus({ minutes: PEACE_AFTER_TALK_MINUTES }), "talk");
  // a person of the team writes with them at this moment
  if (found.with_team) return later(now.plus({ minutes: WITH_TEAM_MINUTES }), "with-team");
  const { holidayCountry } = settings.sending;
  const awake = endOfQuiet(now, person.zone, holidayCountry);
  if (awake > now) return later(awake, "quiet-hours");
  if (askedUntil && askedUntil > now) return later(DateTime.min(askedUntil, now.plus({ hours: WHILE_ASKED_HOURS })), "asked");
  if (found.other_open) return later(now.plus({ days: 1 }), "one-open");
  if (weight > 0 && found.asked_weight + weight > settings.surveys.weeklyCap && found.first_asked_at)
    return later(DateTime.fromJSDate(found.first_asked_at).plus({ days: CAP_DAYS }), "weekly-cap");
  return { kind: "now" };
}

const later = (until: DateTime, reason: Extract<OfferVerdict, { kind: "later" }>["reason"]): OfferVerdict => ({
  kind: "later",
  until,
  reason,
});

/** What a form around an appointment makes wait is what was offered and not begun, and has no hour of its own. */
const AROUND_TALK = new Set(["before", "after", "debrief"]);
const isAroundTalk = ({ occasion }: SurveyResponse): boolean => AROUND_TALK.has(occasion);

async function loadFacts(db: Db, response: SurveyResponse): Promise<z.infer<typeof facts>> {
  const { rows } = await db.query(
    `select
       (select status from appointment where appointment_id = $2) as status,
       (select lower(during) from appointment where appointment_id = $2) as starts_at,
       exists (select from appointment a where a.patient_id = $1 and a.booked_at is not null) as booked_once,
       -- a talk that is about to begin, or is on; and a session that is used before or after its time
       greatest(
         (select max(upper(a.during)) from appointment a
          where $1 in (a.patient_id, a.peer_id) and a.status in ('booked', 'arrived')
            and lower(a.during) - make_interval(mins => ${PEACE_BEFORE_TALK_MINUTES}) <= turn_now() and upper(a.during) > turn_now()),
         (select max(upper(s.during)) from session s where $1 in (s.patient_id, s.peer_id) and s.state = 'live' and upper(s.during) > turn_now())) as talk_until,
       (select max(at) from incident i where i.person_id = $1 and i.level >= 2
          and i.at > turn_now() - make_interval(hours => ${PEACE_AFTER_DANGER_HOURS})) as danger_at,
       exists (select from takeover t where t.person_id = $1 and t.ended_at is null) as with_team,
       -- where they are written to first
       (select a.kind from channel_address a where a.person_id = $1 and a.state = 'live' order by a.kind = 'voice', a.rank limit 1) as place,
       (select c.state from campaign_recipient r join campaign c on c.campaign_id = r.campaign_id where r.recipient_id = $3) as campaign,
       exists (select from questionnaire_response o where o.person_id = $1 and o.response_id <> $3
          and (o.state = 'in-progress' or o.state = 'offered' and not ($4 and o.occasion not in ('before', 'after', 'debrief')))) as other_open,
       -- what never arrived was not asked
       coalesce((select sum(o.weight) from questionnaire_response o where o.person_id = $1 and o.response_id <> $3 and o.state <> 'skipped'
          and o.sent_at > turn_now() - make_interval(days => ${CAP_DAYS})), 0)::integer as asked_weight,
       (select min(o.sent_at) from questionnaire_response o where o.person_id = $1 and o.response_id <> $3 and o.weight > 0 and o.state <> 'skipped'
          and o.sent_at > turn_now() - make_interval(days => ${CAP_DAYS})) as first_asked_at`,
    [response.personId, response.appointmentId, response.id, isAroundTalk(response)],
  );
  return facts.parse(rows[0]);
}
