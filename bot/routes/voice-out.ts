import * as z from "zod";
import { callStep, inboundCall, outgoingVoiceActivity } from "../../adapters/twilio/voice-activity.ts";
import { callTwiml, type Spoken } from "../../adapters/twilio/voice-twiml.ts";
import { endCall, noteDialled } from "../../domain/calls/end-call.ts";
import { closeCall } from "../../domain/calls/voice-call.ts";
import { inProgramme } from "../../domain/db.ts";
import { runStep } from "../calls/step.ts";
import { wordsSpoken } from "../render/voice.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";
import { signedParameters } from "./signed.ts";
import { ENDED } from "./voice-status.ts";

const about = z.object({ p: z.uuid(), d: z.uuid() });
const ended = about.extend({ a: z.coerce.number().int().min(1) });
const callback = z.object({
  CallSid: z.string().max(64),
  CallStatus: z.string().max(32),
  CallDuration: z.coerce.number().int().min(0).optional().catch(undefined),
});

const queryOf = (url: string | undefined, publicUrl: string) => Object.fromEntries(new URL(url ?? "", publicUrl).searchParams);

/** `POST /twilio/voice/out?p=programme&d=delivery&n=step&q=question`: a call that we made to tell what waits, from its being picked up on. */
export const voiceOut = (context: WebContext): Route => {
  const { config, pool, log } = context;
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  return async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const answer = (spoken: Spoken) => {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(callTwiml(spoken, config.publicUrl));
    };
    const query = queryOf(request.url, config.publicUrl);
    const call = inboundCall.safeParse(parameters);
    const [named, step] = [about.safeParse(query), callStep.safeParse(query)];
    if (!call.success || !named.success || !step.success) {
      log.warn("unreadable call", { code: "provider/unreadable" });
      answer(wordsSpoken({ key: "call.tryLater" }, "fr"));
      return;
    }
    const { p: programmeId, d: deliveryId } = named.data;
    const personId = await inProgramme(pool, programmeId, (db) => noteDialled(db, deliveryId, call.data.CallSid));
    if (!personId) {
      answer(wordsSpoken({ key: "call.tryLater" }, "fr"));
      return;
    }
    answer(await runStep(context, outgoingVoiceActivity(call.data, step.data, keys, { programmeId, personId, deliveryId })));
  };
};

/** `POST /twilio/voice/out/ended?p=programme&d=delivery&a=attempt`: such a call has ended, or was never picked up. */
export const voiceOutEnded =
  ({ config, ...context }: WebContext): Route =>
  async (request, response) => {
    const parameters = signedParameters({ config, ...context }, request, response);
    if (!parameters) return;
    const [read, named] = [callback.safeParse(parameters), ended.safeParse(queryOf(request.url, config.publicUrl))];
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
