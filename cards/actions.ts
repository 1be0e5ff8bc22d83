import * as z from "zod";

const id = z.uuid();
const request = z.object({ appointmentId: id, programmeId: id });

/** What a card may ask of us: the verb and data of an Action.Execute, as ours write them. Everything else is refused. */
export const cardAction = z.discriminatedUnion("verb", [
  z.object({ verb: z.literal("accept-request"), data: request }),
  z.object({
    verb: z.literal("decline-request"),
    data: request.extend({ reason: z.enum(["busy", "topic", "know", "other"]).optional().catch(undefined) }),
  }),
  z.object({ verb: z.literal("show-request"), data: request }),
  z.object({
    verb: z.literal("answer"),
    data: z.object({ programmeId: id, number: z.number().int().positive(), value: z.string().max(100) }),
  }),
]);
export type CardActionCommand = z.infer<typeof cardAction>;
