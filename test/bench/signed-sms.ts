import { randomBytes } from "node:crypto";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { DEMO_NUMBER } from "../../bot/demo-codes.ts";

/** What a provider knows of one of its customers' webhooks. */
export interface WebhookOwner {
  publicUrl: string;
  accountSid: string;
  authToken: string;
}

/** A message id as the provider makes them. */
export const newMessageSid = (): string => `SM${randomBytes(16).toString("hex")}`;

/**
 * The bytes of one incoming SMS as the provider posts it, signed, on a connection that stays open. All its usual parameters are there: each is read and signed.
 *
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function signedSms({ publicUrl, accountSid, authToken }: WebhookOwner, from: string, body: string): Buffer {
  const sid = newMessageSid();
  const parameters = {
    ToCountry: "FR",
    ToState: "",
    SmsMessageSid: sid,
    NumMedia: "0",
    ToCity: "",
    FromZip: "",
    SmsSid: sid,
    FromState: "",
    SmsStatus: "received",
    FromCity: "",
    Body: body,
    FromCountry: "FR",
    To: DEMO_NUMBER,
    ToZip: "",
    NumSegments: "1",
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    ApiVersion: "2010-04-01",
  };
  const path = "/twilio/sms";
  const form = new URLSearchParams(parameters).toString();
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(publicUrl).host}`,
    "User-Agent: TwilioProxy/1.1",
    "Accept: */*",
    "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
    `Content-Length: ${Buffer.byteLength(form)}`,
    `X-Twilio-Signature: ${webhooks.getExpectedTwilioSignature(authToken, publicUrl + path, parameters)}`,
    "Connection: keep-alive",
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${form}`);
}
