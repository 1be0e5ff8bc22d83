import type { Activity } from "botbuilder";
import * as z from "zod";
import { countriesOf } from "../../domain/deliveries/destination.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { type FieldKey, seal } from "../../domain/people/seal.ts";

/** The parameters we read of an incoming message. https://www.twilio.com/docs/messaging/guides/webhook-request */
export const inboundSms = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i),
  AccountSid: z.string(),
  From: z.string().regex(/^(whatsapp:)?\+?[0-9A-Za-z ]{1,32}$/),
  To: z.string().regex(/^(whatsapp:)?\+?[0-9A-Za-z ]{1,32}$/),
  Body: z.string().default(""),
  NumMedia: z.coerce.number().int().min(0).catch(0),
  OptOutType: z.enum(["STOP", "START", "HELP"]).optional().catch(undefined),
});
export type InboundSms = z.infer<typeof inboundSms>;

/** What travels with an SMS activity beside its text. The number is sealed: here it stops, a keyed address goes on. */
export interface SmsChannelData {
  kind: "sms" | "whatsapp";
  sender: string;
  addressKey: string;
  sealed: string;
  /** Countries the number may be of; none for one that is never answered. */
  countries: string[];
  hasMedia: boolean;
  providerOptOut: "stop" | "start" | "help" | undefined;
}

/** Makes a Bot Framework activity of an incoming message. */
export function smsActivity(
  inbound: InboundSms,
  keys: { field: FieldKey; addressKey: Buffer },
): Partial<Activity> & { channelData: SmsChannelData } {
  const from = inbound.From.replaceAll(" ", "");
  const key = addressKey(keys.addressKey, from);
  const kind = from.startsWith("whatsapp:") ? "whatsapp" : "sms";
  return {
    type: "message",
    id: inbound.MessageSid,
    channelId: kind,
    // all of it: the safety check reads what is later cut
    text: inbound.Body,
    from: { id: key, name: "" },
    recipient: { id: inbound.To, name: "" },
    conversation: { id: key, isGroup: false, conversationType: "personal", name: "" },
    channelData: {
      kind,
      sender: inbound.To.replaceAll(" ", ""),
      addressKey: key,
      sealed: seal(keys.field, from),
      countries: countriesOf(from),
      hasMedia: inbound.NumMedia > 0,
      providerOptOut: inbound.OptOutType?.toLowerCase() as SmsChannelData["providerOptOut"],
    },
  };
}
