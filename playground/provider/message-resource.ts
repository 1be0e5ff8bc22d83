import { createRequire } from "node:module";
import type { SegmentedMessage as Segmented } from "sms-segments-calculator";
import type { ProviderMessage } from "../state.ts";

/** The version in the API's paths and in its webhooks. */
export const API_VERSION = "2010-04-01";

const { SegmentedMessage } = createRequire(import.meta.url)("sms-segments-calculator") as { SegmentedMessage: typeof Segmented };

/** How many SMS a text takes, at least 1. */
export function countSegments(text: string): number {
  return text === "" ? 1 : new SegmentedMessage(text).segmentsCount;
}

/**
 * A message as the provider's REST API shows it.
 * @see https://www.twilio.com/docs/messaging/api/message-resource
 */
export function messageResource(message: ProviderMessage, accountSid: string): Record<string, unknown> {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt && rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: "0",
    num_segments: String(countSegments(message.body)),
    price: null,
    price_unit: "EUR",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** `2026-11-23T20:00:00.000Z` as `Mon, 23 Nov 2026 20:00:00 +0000`. */
export function rfc2822(iso: string): string {
  return new Date(iso).toUTCString().replace("GMT", "+0000");
}
