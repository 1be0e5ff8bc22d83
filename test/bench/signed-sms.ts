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
export function signedSms(owner: WebhookOwner, from: string, body: string): Buffer {
  const sid = newMessageSid();
  return signedPost(owner, "/twilio/sms", {
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
    AccountSid: owner.accountSid,
    From: from,
    ApiVersion: "2010-04-01",
  });
}

/**
 * The bytes of one event of a call, signed, in the same way.
 *
 * @param path with the query that the answer before it gave
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 */
export function signedCall(owner: WebhookOwner, path: string, callSid: string, from: string, given: Record<string, string>): Buffer {
  return signedPost(owner, path, {
    CallSid: callSid,
    AccountSid: owner.accountSid,
    From: from,
    To: DEMO_NUMBER,
    Caller: from,
    Called: DEMO_NUMBER,
    FromCountry: "FR",
    ToCountry: "FR",
    FromCity: "",
    ToCity: "",
    FromState: "",
    ToState: "",
    FromZip: "",
    ToZip: "",
    CallStatus: "in-progress",
    Direction: "inbound",
    ApiVersion: "2010-04-01",
    ...given,
  });
}

function signedPost({ publicUrl, authToken }: WebhookOwner, path: string, parameters: Record<string, string>): Buffer {
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
