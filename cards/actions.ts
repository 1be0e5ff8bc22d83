import * as z from "zod";
import { campaignActions } from "./campaign-actions.ts";
import { formActions } from "./form-card.ts";
import { peerActions, requestActions } from "./request-actions.ts";
import { weekActions } from "./week-form.ts";

const id = z.uuid();
const item = z.object({ workItemId: id, programmeId: id });

/** What a card may ask of us: the verb and data of an Action.Execute, as ours write them. Everything else is refused. */
export const cardAction = z.discriminatedUnion("verb", [
  ...requestActions,
  ...peerActions,
  ...weekActions,
  ...formActions,
  ...campaignActions,
  z.object({ verb: z.literal("show-queue"), data: z.object({ programmeId: id }) }),
  z.object({ verb: z.literal("show-item"), data: item }),
  z.object({ verb: z.literal("take-item"), data: item.extend({ from: id.nullable().default(null) }) }),
  z.object({ verb: z.literal("release-item"), data: item }),
  z.object({ verb: z.literal("text-back"), data: item.extend({ body: z.string().max(2000).default("") }) }),
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
