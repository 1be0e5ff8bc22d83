import * as z from "zod";

/** The forms that the week's card can open, one at a time. */
export const WEEK_FORMS = ["add", "away", "open", "remove", "pause"] as const;
export type WeekForm = (typeof WEEK_FORMS)[number];

const programmeId = z.uuid();
/** What a form's field holds; empty if it was left so. What it means is looked at where it is used: a wrong one is answered in words. */
const field = z.string().max(40).trim().catch("");

/** What a week's card may ask of us. */
export const weekActions = [
  z.object({ verb: z.literal("show-week"), data: z.object({ programmeId, form: z.enum(WEEK_FORMS).optional().catch(undefined) }) }),
  z.object({ verb: z.literal("add-window"), data: z.object({ programmeId, weekday: field, from: field, to: field }) }),
  z.object({ verb: z.literal("add-away"), data: z.object({ programmeId, startsOn: field, endsOn: field, from: field, to: field }) }),
  z.object({ verb: z.literal("add-open"), data: z.object({ programmeId, startsOn: field, from: field, to: field }) }),
  // ids with commas between them, as a choice of several sends them
  z.object({ verb: z.literal("remove-times"), data: z.object({ programmeId, ids: z.string().max(4000).catch("") }) }),
  z.object({ verb: z.literal("pause-week"), data: z.object({ programmeId, until: field }) }),
  z.object({ verb: z.literal("resume-week"), data: z.object({ programmeId }) }),
] as const;
