import * as z from "zod";

const programmeId = z.uuid();
const request = z.object({ appointmentId: z.uuid(), programmeId });
/** Asked from the list of one's appointments: the list answers. */
const listed = request.extend({ listed: z.literal(true).optional().catch(undefined) });

/** What the card of a request may ask of us. */
export const requestActions = [
  z.object({ verb: z.literal("accept-request"), data: listed }),
  z.object({
    verb: z.literal("decline-request"),
    data: listed.extend({ reason: z.enum(["busy", "topic", "know", "other"]).optional().catch(undefined) }),
  }),
  z.object({ verb: z.literal("show-request"), data: request }),
  z.object({ verb: z.literal("show-slots"), data: request }),
  z.object({
    verb: z.literal("propose-time"),
    data: request.extend({ startsAt: z.iso.datetime({ offset: true }).optional().catch(undefined) }),
  }),
] as const;

/** What a peer's menu and the card of their appointments may ask of us. */
export const peerActions = [
  z.object({ verb: z.literal("show-appointments"), data: z.object({ programmeId }) }),
  z.object({ verb: z.literal("confirm-withdraw"), data: request }),
  z.object({ verb: z.literal("withdraw"), data: request }),
  z.object({ verb: z.literal("start-call"), data: request }),
  z.object({ verb: z.literal("show-call"), data: request }),
  z.object({ verb: z.literal("show-menu"), data: z.object({ programmeId, help: z.literal(true).optional().catch(undefined) }) }),
] as const;
