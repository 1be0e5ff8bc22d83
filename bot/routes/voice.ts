import { callStep, voiceActivity } from "../../adapters/twilio/voice-activity.ts";
import { runStep } from "../calls/step.ts";
import { takeSessionCall } from "../calls/take-call.ts";
import type { WebContext } from "../web-context.ts";
import { askedStep } from "./call-step.ts";
import type { Route } from "./route.ts";

/**
 * `POST /twilio/voice?n=step&q=question`: a call, and each answer in it; what is said next is TwiML.
 * With the database down danger is still recognised in speech and gets its lines; everything else is 503, and the number's fallback speaks.
 */
export const voice = (context: WebContext): Route => {
  const { config } = context;
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  return async (request, response) => {
    const asked = askedStep(context, request, response, callStep);
    if (!asked) return;
    const activity = voiceActivity(asked.call, asked.step, keys);
    const { sender: called, addressKey: callerKey, callSid } = activity.channelData;
    // nothing is said yet with the first webhook of a call
    const joined = asked.step.n === 0 && (await takeSessionCall(context, { called, callerKey, callSid }));
    if (joined) {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(joined);
      return;
    }
    asked.answer(await runStep(context, activity));
  };
};
