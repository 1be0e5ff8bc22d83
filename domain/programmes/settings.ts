import * as z from "zod";

const names = (fallback: string[]) => z.array(z.string().regex(/^[a-z][a-z0-9-]{0,40}$/)).default(fallback);
const minutes = (fallback: number) => z.number().int().positive().default(fallback);

/**
 * A programme's settings, as stored in `programme.settings`; what is left out has the pilot's value.
 * Times of booking: pilot programme's rules (45 min talks, 15 min buffer, 12 h notice, 60 days).
 */
export const programmeSettings = z.object({
  booking: z
    .object({
      stepMinutes: minutes(30),
      talkMinutes: minutes(45),
      bufferMinutes: minutes(15),
      noticeMinutes: minutes(12 * 60),
      horizonDays: z.number().int().positive().default(60),
      /** How long a question, and so a hold, lives. */
      questionMinutes: minutes(120),
      /** A peer must have answered within this time, or `answerBeforeMinutes` before the slot, whichever comes first. */
      answerWithinMinutes: minutes(24 * 60),
      answerBeforeMinutes: minutes(12 * 60),
      /** A slot is offered only if its peer has this much waking time to answer. */
      wakingMinutes: z.number().int().min(0).default(240),
      /** Patients may move until then before the start; a cancellation after that is recorded as late, never refused. */
      moveUntilMinutes: minutes(4 * 60),
      /** Talks of one series; after the last comes a warm end. */
      seriesTalks: z.number().int().min(1).max(99).default(8),
      /** A peer who withdraws later than this before the start: coordinators are paged. */
      lateWithdrawalMinutes: minutes(2 * 60),
      refusalsBeforeCoordinator: z.number().int().positive().default(2),
    })
    .prefault({}),
  peers: z
    .object({
      /** 21 h, as the pilot trains its peers. */
      trainingMinutes: minutes(21 * 60),
      supervisionEveryDays: z.number().int().positive().default(120),
    })
    .prefault({}),
  matching: z
    .object({
      /** Fewer active peers than this who lived just that: nobody is named with it (domain.md, k = 3). */
      smallestGroup: z.number().int().positive().default(3),
      /** What a stated preference counts, and where fewer than that lived it, what a nearer condition counts. Only their order matters. */
      weights: z
        .object({
          gender: z.number().min(0).default(2),
          birthDecade: z.number().min(0).default(1),
          exact: z.number().min(0).default(1),
          chapter: z.number().min(0).default(0.5),
        })
        .prefault({}),
    })
    .prefault({}),
  figures: z
    .object({
      /** Figures over fewer people than this are not given (domain.md, cells under 10). Counts of the team's own work stay whole. */
      smallestGroup: z.number().int().positive().default(10),
    })
    .prefault({}),
  people: z
    .object({
      /** A number that nothing came from for longer may have gone to somebody else. Operators give numbers out again from some months on. */
      recycledAfterDays: z.number().int().positive().default(182),
    })
    .prefault({}),
  sending: z
    .object({
      perMinute: z.number().int().positive().default(10),
      perDay: z.number().int().positive().default(60),
      /** Countries, by ISO 3166-1 alpha-2, that may be written to. French overseas numbers count as their own. */
      countries: z.array(z.string().length(2)).default(["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"]),
      /** A day's spending at most, in millionths of the programme's currency. */
      dailyCapMicros: z.number().int().positive().default(50_000_000),
      /** The country whose public holidays are quiet. */
      holidayCountry: z.string().length(2).default("FR"),
    })
    .prefault({}),
  calls: z
    .object({
      /** Who is told that they are the one who calls. */
      calledBy: z.enum(["peer", "patient"]).default("peer"),
      /** A session's number may be used from so long before the talk until so long after its end. */
      openBeforeMinutes: minutes(10),
      closeAfterMinutes: minutes(15),
      /** After a pair's last talk its number serves nobody of the two for another pair. */
      coolingDays: z.number().int().positive().default(7),
      /** Who did not pick up, or did not press a key, is rung once more after this. */
      retryAfterMinutes: minutes(3),
      /** Who came is told that the other one did not, so long after the start. */
      absentAfterMinutes: minutes(10),
      /** A talk that was shorter was broken off. */
      interruptedBelowMinutes: minutes(5),
      /** Coordinators are told when somebody has this share of the pool's numbers at a time. */
      poolAlertShare: z.number().min(0.1).max(1).default(0.7),
    })
    .prefault({}),
  /** Which questionnaires are asked when, by name; an empty list asks none. One that is not there, or is a draft, is passed over. */
  surveys: z
    .object({
      /** After the first booking. */
      entry: names(["who5", "phq4", "loneliness", "confidence"]),
      /** Before an appointment: short, and not asked any more once it begins. */
      before: names(["confidence"]),
      /** After a talk that took place: to its patient, and to its peer. */
      after: names(["after-talk"]),
      debrief: names(["debrief"]),
      /** After so many talks that took place, and so many months after the first. */
      milestone: names(["who5", "phq4", "loneliness", "confidence"]),
      milestoneTalks: z.array(z.number().int().positive()).default([4, 8]),
      milestoneMonths: z.array(z.number().int().positive()).default([6]),
      /** What each counts against the week's most; around an appointment none counts. Left out: 3 if it is long, else 1. */
      weights: z.record(z.string(), z.number().int().min(0).max(9)).default({}),
      /** One long form or three short ones. */
      weeklyCap: z.number().int().positive().default(3),
      /** For so long a form can be answered. */
      answerDays: z.number().int().positive().default(7),
      /** Who has not answered is reminded once, after so many days; 0: never. */
      remindAfterDays: z.number().int().min(0).default(2),
      /** "Plus tard" has it asked again the next day, so many times. */
      mostDeferrals: z.number().int().min(0).default(3),
    })
    .prefault({}),
  /** Questionnaires that are sent to many. */
  campaigns: z
    .object({
      /** Messages a minute of one number at most, for all campaigns together. */
      perMinute: z.number().int().positive().default(60),
      /** The share of a day's spending past which campaigns wait for the next day: the rest is for what can't wait. */
      dailyShare: z.number().min(0.01).max(1).default(0.7),
    })
    .prefault({}),
  /** Whether a reply may name the condition that its reader has just named on a phone of their own. */
  repliesMayNameCondition: z.boolean().default(true),
  /** Whether a coordinator who calls somebody back is sent that number. */
  coordinatorsMaySeeNumbers: z.boolean().default(false),
});

export type ProgrammeSettings = z.infer<typeof programmeSettings>;

/** The rules of booking, and the country whose public holidays nobody is asked on (none, if left out). */
export type BookingRules = ProgrammeSettings["booking"] & { holidayCountry?: string };

export const bookingRules = ({ booking, sending }: ProgrammeSettings): BookingRules => ({
  ...booking,
  holidayCountry: sending.holidayCountry,
});
