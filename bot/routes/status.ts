import * as z from "zod";
import { inProgramme } from "../../domain/db.ts";
import { recordStatus } from "../../domain/deliveries/close.ts";
import type { WebContext } from "../web-context.ts";
import { queryOf, type Route } from "./route.ts";
import { signedParameters } from "./signed.ts";

/** Of a message, or of a call. */
const callback = z
  .object({
    MessageSid: z.string().max(64).optional(),
    MessageStatus: z.string().max(32).optional(),
    CallSid: z.string().max(64).optional(),
    CallStatus: z.string().max(32).optional(),
    ErrorCode: z.coerce.number().int().positive().optional().catch(undefined),
  })
  .transform(({ MessageSid, MessageStatus, CallSid, CallStatus, ErrorCode }) => ({
    providerId: MessageSid ?? CallSid,
    status: MessageStatus ?? CallStatus,
    errorCode: ErrorCode,
  }));
const query = z.object({ p: z.uuid(), d: z.uuid() });

/** `POST /twilio/status?p=programme&d=delivery`: what became of a message or a call, in any order and perhaps more than once. */
export const status =
  (context: WebContext): Route =>
  async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const about = query.safeParse(queryOf(request));
    const read = callback.safeParse(parameters);
    // a report on a message that is no delivery of ours (the lines sent without a database) is taken and left
    if (about.success && read.success && read.data.providerId && read.data.status) {
      const { providerId, status, errorCode } = read.data;
      await inProgramme(context.pool, about.data.p, (db) => recordStatus(db, { deliveryId: about.data.d, providerId, status, errorCode }));
    }
    response.writeHead(204);
    response.end();
  };
