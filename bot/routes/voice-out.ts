import * as z from "zod";
import { callStep, outgoingVoiceActivity } from "../../adapters/twilio/voice-activity.ts";
import { endCall, noteDialled } from "../../domain/calls/end-call.ts";
import { closeCall } from "../../domain/calls/voice-call.ts";
import { inProgramme } from "../../domain/db.ts";
import { runStep } from "../calls/step.ts";
import { wordsSpoken } from "../render/voice.ts";
import type { WebContext } from "../web-context.ts";
import { askedStep } from "./call-step.ts";
import { queryOf, type Route } from "./route.ts";
import { signedParameters } from "./signed.ts";
import { ENDED } from "./voice-status.ts";

const about = z.object({ p: z.uuid(), d: z.uuid() });
const outgoingStep = about.extend(callStep.shape);
const ended = about.extend({ a: z.coerce.number().int().min(1) });
const callback = z.object({
  CallSid: z.string().max(64),
  CallStatus: z.string().max(32),
  CallDuration: z.coerce.number().int().min(0).optional().catch(undefined),
});

/** `POST /twilio/voice/out?p=programme&d=delivery&n=step&q=question`: a call that we made to tell what waits, from its being picked up on. */
export const voiceOut = (context: WebContext): Route => {
  const { config, pool } = context;
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  return async (request, response) => {
    const asked = askedStep(context, request, response, outgoingStep);
    if (!asked) return;
    const { call, step, answer } = asked;
    const { p: programmeId, d: deliveryId } = step;
    const personId = await inProgramme(pool, programmeId, (db) => noteDialled(db, deliveryId, call.CallSid));
    if (!personId) {
      answer(wordsSpoken({ key: "call.tryLater" }, "fr"));
      return;
    }
    answer(await runStep(context, outgoingVoiceActivity(call, step, keys, { programmeId, personId, deliveryId })));
  };
};

/** `POST /twilio/voice/out/ended?p=programme&d=delivery&a=attempt`: such a call has ended, or was never picked up. */
export const voiceOutEnded =
  (context: WebContext): Route =>
  async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const [read, named] = [callback.safeParse(parameters), ended.safeParse(queryOf(request))];
    if (read.success && named.success && ENDED.has(read.data.CallStatus)) {
      const { CallSid, CallDuration } = read.data;
      const { p: programmeId, d: deliveryId, a: attempt } = named.data;
      await inProgramme(context.pool, programmeId, async (db) => {
        await closeCall(db, CallSid, CallDuration ?? null);
        await endCall(db, { deliveryId, attempt });
      });
    }
    response.writeHead(204);
    response.end();
  };
