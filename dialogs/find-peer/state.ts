import * as z from "zod";
import { MODALITIES } from "../../domain/booking/appointment.ts";
import { EXPERIENCES } from "../../domain/booking/request.ts";
import type { ActingStep, AskingStep } from "../dialog.ts";
import { slotState } from "../slot-choice.ts";

export const findPeerState = slotState.extend({
  /** Conditions understood so far, best first; a single domain for who named none. */
  understood: z.array(z.string()).default([]),
  /** Somebody close was spoken of: it is asked for whom this is. */
  namesKin: z.boolean().default(false),
  condition: z.string().optional(),
  experience: z.enum(EXPERIENCES).default("lived"),
  requestId: z.string().optional(),
  offersPage: z.number().default(0),
  /** Who declined, when the next peers are offered: named in the reply. */
  declinedBy: z.string().optional(),
  /** These are the peers for whom the patient waited. */
  waited: z.boolean().optional(),
  /** Somebody else than this peer is wanted. */
  withoutPeerId: z.string().optional(),
  peerId: z.string().optional(),
  peerName: z.string().optional(),
  modalities: z.array(z.enum(MODALITIES)).optional(),
  modality: z.enum(MODALITIES).optional(),
  appointmentId: z.string().optional(),
  startsAt: z.string().optional(),
});
export type FindPeerState = z.infer<typeof findPeerState>;

export type Asks = AskingStep<FindPeerState>;
export type Acts = ActingStep<FindPeerState>;
