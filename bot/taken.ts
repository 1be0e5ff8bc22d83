import { DateTime } from "luxon";
import * as z from "zod";

/** What the SQL function take_turn() gives: who speaks to which programme, and where their conversation stands. */
export const taken = z.object({
  outcome: z.string(),
  now: z.string(),
  answer: z.looseObject({}).nullish(),
  rates: z.object({ minute: z.number(), day: z.number() }).nullish(),
  programme: z.object({ id: z.string(), name: z.string(), zone: z.string(), settings: z.unknown() }).optional(),
  person: z
    .object({
      id: z.string(),
      locale: z.enum(["fr", "en"]),
      zone: z.string(),
      alias: z.string().nullable(),
      isPeer: z.boolean(),
      isCoordinator: z.boolean(),
      isPatient: z.boolean(),
      sharedPhone: z.boolean().nullable(),
      hasCode: z.boolean(),
      frozen: z.boolean(),
      consented: z.boolean(),
    })
    .optional(),
  addresses: z.array(z.object({ id: z.string(), kind: z.string(), state: z.string(), optedOut: z.boolean() })).optional(),
  addressId: z.string().nullish(),
  /** The number that was texted or called serves masked sessions. */
  isSessionNumber: z.boolean().nullish(),
  unheardDays: z.number().nullish(),
  call: z
    .object({
      id: z.string(),
      isNew: z.boolean(),
      silences: z.number(),
      tries: z.number(),
      slow: z.boolean(),
      unlocked: z.boolean(),
      identified: z.boolean(),
      asksWho: z.boolean(),
      asksNumber: z.boolean(),
    })
    .nullish(),
  takeover: z
    .object({
      id: z.string(),
      personId: z.string(),
      coordinatorId: z.string(),
      workItemId: z.string(),
      afterQuestion: z.number().nullable(),
      coordinatorLocale: z.enum(["fr", "en"]),
    })
    .nullish(),
  segmentCostMicros: z.number().optional(),
  conversation: z
    .object({
      id: z.string(),
      questionNumber: z.number(),
      question: z.unknown(),
      aside: z.unknown(),
      locked: z.unknown(),
      unlockedUntil: z.string().nullable(),
    })
    .optional(),
});
export type Taken = z.infer<typeof taken>;

/** Whether a shared phone's code is needed at that time before anything of content is said. */
export function isLocked({ person, conversation, call }: Taken, channel: string, at: DateTime): boolean {
  if (channel === "teams" || !person?.sharedPhone || !person.hasCode) return false;
  // who else takes up the receiver starts another call
  if (call) return !call.unlocked;
  const until = conversation?.unlockedUntil;
  return !until || DateTime.fromISO(until) <= at;
}
