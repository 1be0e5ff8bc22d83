import * as z from "zod";

const id = z.uuid();
const one = z.object({ programmeId: id, campaignId: id });
/** What a field of the form holds; empty if it was left so. What it means is looked at where it is used: a wrong one is answered in words. */
const field = z.string().max(400).trim().catch("");

/** The fields of the form for a new campaign. */
export const campaignFields = z.object({
  name: field,
  questionnaire: field,
  // with commas between them, as a choice of several sends them
  families: field,
  // by their codes, alike; never cut short: fewer codes would be other people, and none would be everybody
  units: z.string().max(8000).trim().default(""),
  talks: field,
  from: field,
  to: field,
  answered: field,
  start: field,
  days: field,
});
export type CampaignFields = z.infer<typeof campaignFields>;

/** What the cards of survey campaigns may ask of us. */
export const campaignActions = [
  z.object({ verb: z.literal("show-campaigns"), data: z.object({ programmeId: id }) }),
  z.object({ verb: z.literal("new-campaign"), data: z.object({ programmeId: id }) }),
  z.object({ verb: z.literal("create-campaign"), data: campaignFields.extend({ programmeId: id }) }),
  z.object({ verb: z.literal("show-campaign"), data: one }),
  z.object({ verb: z.literal("launch-campaign"), data: one.extend({ confirmed: z.boolean().default(false) }) }),
  z.object({ verb: z.literal("pause-campaign"), data: one }),
  z.object({ verb: z.literal("resume-campaign"), data: one }),
  z.object({ verb: z.literal("cancel-campaign"), data: one.extend({ confirmed: z.boolean().default(false) }) }),
] as const;
