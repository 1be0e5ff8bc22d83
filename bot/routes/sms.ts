import { inboundSms, smsActivity } from "../../adapters/twilio/sms-activity.ts";
import { SmsAdapter } from "../../adapters/twilio/sms-adapter.ts";
import { messagesTwiml } from "../../adapters/twilio/twiml.ts";
import { dangerText } from "../../dialogs/danger-text.ts";
import { countriesOf } from "../../domain/deliveries/destination.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { whereOf } from "../../domain/safety/place.ts";
import { guessLocale } from "../../domain/understanding/guess-locale.ts";
import { renderText } from "../render/sms.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";
import { signedParameters } from "./signed.ts";
import { statusUrl } from "./status-url.ts";

/**
 * `POST /twilio/sms`: an incoming SMS or WhatsApp message; the answer is TwiML.
 * With the database down danger is still recognised and gets its lines; everything else is 503, and comes again.
 */
export const sms = (context: WebContext): Route => {
  const { config, bot, log } = context;
  const adapter = new SmsAdapter();
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  return async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const inbound = inboundSms.safeParse(parameters);
    const answer = (messages: { body: string; statusCallback: string }[]) => {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(messagesTwiml(messages));
    };
    if (!inbound.success) {
      // signed, and yet not a message that we know how to read: nobody is there to be answered
      log.warn("unreadable message", { code: "provider/unreadable" });
      answer([]);
      return;
    }
    try {
      const activities = await adapter.processActivity(smsActivity(inbound.data, keys), (turnContext) => bot.run(turnContext));
      answer(
        activities.map(({ text, channelData }) => ({
          body: text ?? "",
          statusCallback: statusUrl(config.publicUrl, channelData?.programmeId, channelData?.deliveryId),
        })),
      );
    } catch (error) {
      const { level, situation, rule } = assessSafety(inbound.data.Body);
      if (level < 2) throw error;
      log.error("danger answered without a database", { level, rule: rule ?? undefined, error });
      // who writes is not known without the database: their language and country are guessed from what they wrote, and from where
      const { From, Body } = inbound.data;
      const where = whereOf("sms", countriesOf(From.replaceAll(" ", "")));
      const body = renderText(dangerText({ level, situation }, where)[0], guessLocale(Body) ?? "fr");
      answer([{ body, statusCallback: `${config.publicUrl}/twilio/status` }]);
    }
  };
};
