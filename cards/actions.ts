import * as z from "zod";
import { ATTENDANCES } from "../domain/sessions/correct-attendance.ts";
import { campaignActions } from "./campaign-actions.ts";
import { formActions } from "./form-card.ts";
import { peerActions, requestActions } from "./request-actions.ts";
import { weekActions } from "./week-form.ts";

const id = z.uuid();
const page = z.number().int().min(0).max(9999).default(0);
const peer = z.object({ programmeId: id, peerId: id, page });
const item = z.object({ workItemId: id, programmeId: id });

/** What a card may ask of us: the verb and data of an Action.Execute, as ours write them. Everything else is refused. */
export const cardAction = z.discriminatedUnion("verb", [
  ...requestActions,
  ...peerActions,
  ...weekActions,
  ...formActions,
  ...campaignActions,
  z.object({ verb: z.literal("show-queue"), data: z.object({ programmeId: id }) }),
  z.object({ verb: z.literal("show-peers"), data: z.object({ programmeId: id, page }) }),
  z.object({ verb: z.literal("show-questionnaires"), data: z.object({ programmeId: id, page }) }),
  z.object({ verb: z.literal("show-peer"), data: peer }),
  z.object({ verb: z.literal("approve-peer"), data: peer }),
  z.object({ verb: z.literal("pause-peer"), data: peer.extend({ until: z.iso.date().or(z.literal("")).default("") }) }),
  z.object({ verb: z.literal("resume-peer"), data: peer }),
  z.object({ verb: z.literal("show-item"), data: item }),
  z.object({ verb: z.literal("take-item"), data: item.extend({ from: id.nullable().default(null) }) }),
  z.object({ verb: z.literal("acknowledge-page"), data: item.extend({ from: id.nullable().default(null) }) }),
  z.object({ verb: z.literal("correct-attendance"), data: item.extend({ attendance: z.enum(ATTENDANCES).optional().catch(undefined) }) }),
  z.object({ verb: z.literal("release-item"), data: item }),
  z.object({ verb: z.literal("text-back"), data: item.extend({ body: z.string().max(2000).default("") }) }),
  z.object({ verb: z.literal("take-over"), data: item.extend({ body: z.string().max(2000).default("") }) }),
  z.object({ verb: z.literal("hand-back"), data: item }),
  z.object({ verb: z.literal("call-back"), data: item }),
  z.object({ verb: z.literal("assign-peer"), data: item.extend({ peerId: id.optional().catch(undefined) }) }),
  z.object({ verb: z.literal("close-item"), data: item.extend({ outcome: z.string().max(2000).default("") }) }),
  z.object({ verb: z.literal("approve-number"), data: item.extend({ confirmed: z.boolean().default(false) }) }),
  z.object({ verb: z.literal("open-data"), data: item }),
  z.object({ verb: z.literal("freeze-person"), data: item.extend({ confirmed: z.boolean().default(false) }) }),
  z.object({ verb: z.literal("unfreeze-person"), data: item }),
  z.object({
    verb: z.literal("answer"),
    data: z.object({ programmeId: id, number: z.number().int().positive(), value: z.string().max(100) }),
  }),
]);
export type CardActionCommand = z.infer<typeof cardAction>;
