import * as z from "zod";
import { closeCall } from "../../domain/calls/voice-call.ts";
import { inProgramme } from "../../domain/db.ts";
import { programmeOfSender } from "../../domain/programmes/sender.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";
import { signedParameters } from "./signed.ts";

/** https://www.twilio.com/docs/voice/twiml#callstatus-values */
export const ENDED = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);

const callback = z.object({
  CallSid: z.string().max(64),
  CallStatus: z.string().max(32),
  To: z.string().max(64),
  CallDuration: z.coerce.number().int().min(0).optional().catch(undefined),
});

/** `POST /twilio/voice/status`: a call that came in has ended. What was asked in it stays open. */
export const voiceStatus =
  (context: WebContext): Route =>
  async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const read = callback.safeParse(parameters);
    if (read.success && ENDED.has(read.data.CallStatus)) {
      const { CallSid, CallDuration, To } = read.data;
      const programmeId = await programmeOfSender(context.pool, To.replaceAll(" ", ""));
      if (programmeId) await inProgramme(context.pool, programmeId, (db) => closeCall(db, CallSid, CallDuration ?? null));
    }
    response.writeHead(204);
    response.end();
  };
