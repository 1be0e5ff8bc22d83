import type { Activity } from "botbuilder";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import * as z from "zod";
import { countriesOf } from "../../domain/deliveries/destination.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { type FieldKey, seal } from "../../domain/people/seal.ts";

/** The parameters we read of a call and of what was keyed or said in it. https://www.twilio.com/docs/voice/twiml#request-parameters, https://www.twilio.com/docs/voice/twiml/gather */
export const inboundCall = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/i),
  AccountSid: z.string(),
  From: z.string().max(64).default(""),
  To: z.string().regex(/^\+?[0-9 ]{1,32}$/),
  Digits: z
    .string()
    .regex(/^[0-9*#]{0,32}$/)
    .default(""),
  /** The key that ended the input, also where no other was pressed. */
  FinishedOnKey: z.string().max(1).optional().catch(undefined),
  SpeechResult: z.string().default(""),
});
export type InboundCall = z.infer<typeof inboundCall>;

/** Which answer of ours this one follows, which question that asked, and whether the star had it said again. In the query of the URL. */
export const callStep = z.object({
  n: z.coerce.number().int().min(0).max(999).default(0),
  q: z.coerce.number().int().min(0).optional().catch(undefined),
  s: z.literal("1").optional().catch(undefined),
});
export type CallStep = z.infer<typeof callStep>;

/** What travels with a call's activity beside what was said. The number is sealed: here it stops, a keyed address goes on. */
export interface VoiceChannelData {
  sender: string;
  callSid: string;
  step: number;
  /** The question that was asked, by its number. */
  asked: number | null;
  /** null: the number is withheld. */
  addressKey: string | null;
  sealed: string | null;
  /** Whether the number takes SMS, as far as the numbering plan tells. */
  textable: boolean;
  countries: string[];
  /** Keys pressed, `#` too where it stood alone. */
  digits: string;
  /** The key before was the star. */
  afterStar: boolean;
  /** We called, for this delivery to this person. */
  out?: { programmeId: string; personId: string; deliveryId: string };
}

/**
 * What stands for a number that is withheld: a word since May 2023, and before, and from some carriers still, the word's keys.
 * https://www.twilio.com/en-us/changelog, "Changes to withheld caller ID behavior"; ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE
 */
const WITHHELD = new Set(["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"]);

/** Makes a Bot Framework activity of one webhook of a call. */
export function voiceActivity(
  inbound: InboundCall,
  { n, q, s }: CallStep,
  keys: { field: FieldKey; addressKey: Buffer },
): Partial<Activity> & { channelData: VoiceChannelData } {
  const from = callerNumber(inbound.From);
  const key = from ? addressKey(keys.addressKey, from) : null;
  const id = key ?? inbound.CallSid;
  return {
    type: "message",
    id: `${inbound.CallSid}:${n}`,
    channelId: "voice",
    text: inbound.SpeechResult,
    from: { id, name: "" },
    recipient: { id: inbound.To, name: "" },
    conversation: { id, isGroup: false, conversationType: "personal", name: "" },
    channelData: {
      sender: inbound.To.replaceAll(" ", ""),
      callSid: inbound.CallSid,
      step: n,
      asked: q ?? null,
      addressKey: key,
      sealed: from ? seal(keys.field, from) : null,
      textable: from !== undefined && takesSms(from),
      countries: from ? countriesOf(from) : [],
      digits: inbound.Digits || (inbound.FinishedOnKey === "#" ? "#" : ""),
      afterStar: s !== undefined,
    },
  };
}

/** Makes an activity of one webhook of a call that we made: what comes from it is the words of who was called. */
export function outgoingVoiceActivity(
  call: InboundCall,
  step: CallStep,
  keys: { field: FieldKey; addressKey: Buffer },
  out: NonNullable<VoiceChannelData["out"]>,
): ReturnType<typeof voiceActivity> {
  const activity = voiceActivity({ ...call, From: call.To, To: call.From }, step, keys);
  return { ...activity, channelData: { ...activity.channelData, out } };
}

/** The caller's number in E.164; undefined if it is withheld, or none. */
function callerNumber(from: string): string | undefined {
  const number = from.replaceAll(" ", "");
  return /^\+[1-9]\d{6,14}$/.test(number) && !WITHHELD.has(number) ? number : undefined;
}

/** Without a type it is a range that was given out after the library's tables were made, or one kept for fiction: it may. */
function takesSms(number: string): boolean {
  const type = parsePhoneNumberFromString(number)?.getType();
  return !type || type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE";
}
