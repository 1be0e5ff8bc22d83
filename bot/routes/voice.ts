import { callerNumber, callStep, inboundCall, voiceActivity } from "../../adapters/twilio/voice-activity.ts";
import { VoiceAdapter } from "../../adapters/twilio/voice-adapter.ts";
import { callTwiml, type Spoken } from "../../adapters/twilio/voice-twiml.ts";
import { countriesOf } from "../../domain/deliveries/destination.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { guessLocale } from "../../domain/understanding/guess-locale.ts";
import { takeSessionCall } from "../calls/take-call.ts";
import { linesSpoken, wordsSpoken } from "../render/voice.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";
import { signedParameters } from "./signed.ts";

/**
 * `POST /twilio/voice?n=step&q=question`: a call, and each answer in it; what is said next is TwiML.
 * With the database down danger is still recognised in speech and gets its lines; everything else is 503, and the number's fallback speaks.
 */
export const voice = (context: WebContext): Route => {
  const { config, bot, log } = context;
  const adapter = new VoiceAdapter();
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
    try {
      const activity = voiceActivity(inbound.data, step.data, keys);
      const { sender: called, addressKey: callerKey, callSid } = activity.channelData;
      const joined = step.data.n === 0 && (await takeSessionCall(context, { called, callerKey, callSid }));
      if (joined) {
        response.writeHead(200, { "content-type": "text/xml" });
        response.end(joined);
        return;
      }
      const [said] = await adapter.processActivity(activity, (turnContext) => bot.run(turnContext));
      answer(said?.channelData as Spoken);
    } catch (error) {
      const { SpeechResult, From } = inbound.data;
      const safety = assessSafety(SpeechResult);
      if (safety.level < 2) throw error;
      log.error("danger answered without a database", { level: safety.level, rule: safety.rule ?? undefined, error });
      const from = callerNumber(From);
      answer(linesSpoken(safety, from ? countriesOf(from) : [], guessLocale(SpeechResult) ?? "fr"));
    }
  };
};
