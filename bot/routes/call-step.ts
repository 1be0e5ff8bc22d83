import type { Request, Response } from "restify";
import type * as z from "zod";
import { type CallStep, type InboundCall, inboundCall } from "../../adapters/twilio/voice-activity.ts";
import { callTwiml, type Spoken } from "../../adapters/twilio/voice-twiml.ts";
import { wordsSpoken } from "../render/voice.ts";
import type { WebContext } from "../web-context.ts";
import { queryOf } from "./route.ts";
import { signedParameters } from "./signed.ts";

interface AskedStep<Step> {
  call: InboundCall;
  step: Step;
  answer(spoken: Spoken): void;
}

/** What a call's webhook asks to be answered, once it is signed and can be read; otherwise it is answered here. */
export function askedStep<Step extends CallStep>(
  context: WebContext,
  request: Request,
  response: Response,
  query: z.ZodType<Step>,
): AskedStep<Step> | undefined {
  const { config, log } = context;
  const parameters = signedParameters(context, request, response);
  if (!parameters) return undefined;
  const answer = (spoken: Spoken) => {
    response.writeHead(200, { "content-type": "text/xml" });
    response.end(callTwiml(spoken, config.publicUrl));
  };
  const [call, step] = [inboundCall.safeParse(parameters), query.safeParse(queryOf(request))];
  if (call.success && step.success) return { call: call.data, step: step.data, answer };
  // signed, and yet no call that we know how to read; or one that goes on for ever
  log.warn("unreadable call", { code: "provider/unreadable" });
  answer(wordsSpoken({ key: "call.tryLater" }, "fr"));
  return undefined;
}
