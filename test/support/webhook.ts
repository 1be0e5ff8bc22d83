import { randomBytes } from "node:crypto";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import type { Config } from "../../bot/config.ts";
import { DEMO_NUMBER } from "./service.ts";

type Parameters = Record<string, string>;

export const newSid = (): string => `SM${randomBytes(16).toString("hex")}`;

/** The provider's webhooks as it calls them, signed. The same parameters again are the same event again. */
export function webhooksOf({ twilio, publicUrl }: Config) {
  const post = async (url: string, parameters: Parameters): Promise<{ status: number; body: string }> => {
    const signature = webhooks.getExpectedTwilioSignature(twilio.authToken, url, parameters);
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(parameters),
      headers: { "x-twilio-signature": signature },
    });
    return { status: response.status, body: await response.text() };
  };
  return {
    /** A text as the provider brings it. */
    sms: (From: string, Body: string, MessageSid = newSid()): Parameters => ({
      MessageSid,
      AccountSid: twilio.accountSid,
      From,
      To: DEMO_NUMBER,
      Body,
      NumMedia: "0",
    }),
    deliver: (parameters: Parameters) => post(`${publicUrl}/twilio/sms`, parameters),
    /** A report on a message, as the status callback that came with it asks. */
    async report(callback: string, MessageSid: string, MessageStatus: string, ErrorCode?: number): Promise<number> {
      const parameters = { MessageSid, MessageStatus, AccountSid: twilio.accountSid };
      return (await post(callback, ErrorCode === undefined ? parameters : { ...parameters, ErrorCode: String(ErrorCode) })).status;
    },
  };
}

/** Where the messages of a TwiML answer are reported. */
export const callbacksOf = (twiml: string): string[] =>
  [...twiml.matchAll(/statusCallback="([^"]+)"/g)].map(([, url = ""]) => url.replaceAll("&amp;", "&"));
