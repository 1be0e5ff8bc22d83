import * as z from "zod";

/** More than Teams takes from a person (about 28 KB). https://learn.microsoft.com/microsoftteams/limits-specifications-teams */
const MAX_TEXT_LENGTH = 102_400;
const id = z.string().min(1).max(1_024);
const shortText = z.string().max(256);

const account = z.looseObject({ id, aadObjectId: shortText.optional() });

/**
 * What we read of an activity that Teams posts; the rest passes through unread.
 * Messages and invokes are turns, so they must say what they are (`id`, the event's key) and who speaks.
 * @see https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
 */
export const teamsActivity = z
  .looseObject({
    type: shortText.min(1),
    id: id.optional(),
    timestamp: z.iso.datetime({ offset: true }).optional(),
    channelId: shortText,
    serviceUrl: z.string().max(2_048),
    from: account.optional(),
    recipient: account.optional(),
    conversation: z.looseObject({ id, tenantId: shortText.optional(), conversationType: shortText.optional() }),
    text: z.string().max(MAX_TEXT_LENGTH).nullish(),
    value: z.unknown().optional(),
    name: shortText.optional(),
    replyToId: id.optional(),
    locale: shortText.optional(),
    channelData: z.looseObject({ tenant: z.looseObject({ id: shortText }).optional() }).nullish(),
  })
  .superRefine((activity, context) => {
    if (activity.type !== "message" && activity.type !== "invoke") return;
    for (const field of ["id", "from", "recipient"] as const) {
      if (activity[field] === undefined) context.addIssue({ code: "custom", path: [field], message: `is missing in ${activity.type}` });
    }
    if (activity.type === "invoke" && !activity.name) context.addIssue({ code: "custom", path: ["name"], message: "is missing in invoke" });
  });

export type TeamsActivity = z.infer<typeof teamsActivity>;
