import * as z from "zod";
import type { TeamsActivity } from "./activity.ts";
import { tenantOf } from "./tenant.ts";

const id = z.string().min(1).max(1_024);

const teamsReference = z.object({
  channelId: z.literal("msteams"),
  serviceUrl: z.string().min(1).max(2_048),
  conversation: z.object({ id, tenantId: z.string().min(1).max(256) }),
  bot: z.object({ id }),
  user: z.object({ id, aadObjectId: z.string().max(256).optional() }),
});

/** Where a person is reached in Teams: the least that a later message needs. Identifies a person, so it is kept encrypted. */
export type TeamsReference = z.infer<typeof teamsReference>;

/**
 * Takes from an activity what is needed to write to its sender later.
 *
 * @throws {z.ZodError} if the activity lacks a sender, a recipient or a tenant
 */
export function conversationReference(activity: TeamsActivity): TeamsReference {
  return teamsReference.parse({
    channelId: activity.channelId,
    serviceUrl: activity.serviceUrl,
    conversation: { id: activity.conversation.id, tenantId: tenantOf(activity) },
    bot: { id: activity.recipient?.id },
    user: { id: activity.from?.id, aadObjectId: activity.from?.aadObjectId },
  });
}

/**
 * Reads a stored reference, as text or as JSON.
 *
 * @throws {z.ZodError} or {SyntaxError} if it is none
 */
export function parseReference(json: unknown): TeamsReference {
  return teamsReference.parse(typeof json === "string" ? JSON.parse(json) : json);
}
