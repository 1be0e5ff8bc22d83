import { callStep, inboundCall, voiceActivity } from "../../adapters/twilio/voice-activity.ts";
import { callTwiml, type Spoken } from "../../adapters/twilio/voice-twiml.ts";
import { runStep } from "../calls/step.ts";
import { takeSessionCall } from "../calls/take-call.ts";
import { wordsSpoken } from "../render/voice.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";
import { signedParameters } from "./signed.ts";

/**
 * `POST /twilio/voice?n=step&q=question`: a call, and each answer in it; what is said next is TwiML.
 * With the database down danger is still recognised in speech and gets its lines; everything else is 503, and the number's fallback speaks.
 */
export const voice = (context: WebContext): Route => {
  const { config, log } = context;
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  return async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const answer = (spoken: Spoken) => {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(callTwiml(spoken, config.publicUrl));
    };
    const inbound = inboundCall.safeParse(parameters);
    const step = callStep.safeParse(Object.fromEntries(new URL(request.url ?? "", config.publicUrl).searchParams));
    if (!inbound.success || !step.success) {
      // signed, and yet no call that we know how to read; or one that goes on for ever
      log.warn("unreadable call", { code: "provider/unreadable" });
      answer(wordsSpoken({ key: "call.tryLater" }, "fr"));
      return;
    }
    const activity = voiceActivity(inbound.data, step.data, keys);
    const { sender: called, addressKey: callerKey, callSid } = activity.channelData;
    // nothing is said yet with the first webhook of a call
    const joined = step.data.n === 0 && (await takeSessionCall(context, { called, callerKey, callSid }));
    if (joined) {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(joined);
      return;
    }
    answer(await runStep(context, activity));
  };
};
