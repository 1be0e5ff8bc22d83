import { randomBytes } from "node:crypto";
import { oneValue, personOf, rowsOf } from "./people.ts";
import type { ProviderCall } from "./provider.ts";
import { DEMO_NUMBER, type TestService } from "./service.ts";
import { checkTwiml } from "./twiml-allow-list.ts";

/** A call as the caller has it: each answer follows the last TwiML's own URL. */
export interface TestCall {
  sid: string;
  /** What was said last, on one line. */
  said: string;
  twiml: string;
  /** The call was ended from our side. */
  ended: boolean;
  /** Where the next answer goes. */
  action: string;
  /** Keys, as the last `<Gather>` takes them: a hash that ends them is no digit. */
  press(keys: string): Promise<string>;
  say(words: string): Promise<string>;
  silence(): Promise<string>;
  /** The same parameters to the same address again, as the provider does when it got no answer. */
  again(): Promise<string>;
  /** An answer to an address of before. */
  answerAt(action: string, parameters: Record<string, string>): Promise<string>;
  /** Hangs up, and has the provider report it. */
  hangUp(): Promise<number>;
}

type Service = Pick<TestService, "post" | "provider" | "config">;

/** Calls the programme as the provider reports it, signed. Every TwiML is checked against the vendor's types. */
export function openCall(service: Service, from: string, { to = DEMO_NUMBER }: { to?: string } = {}): Promise<TestCall> {
  const sid = `CA${randomBytes(16).toString("hex")}`;
  return converse(service, { CallSid: sid, From: from, To: to, Direction: "inbound" }, "/twilio/voice", "/twilio/voice/status", "ringing");
}

/** Picks up a call that we made, as the provider reports it. */
export function pickUpCall(service: Service, { sid, from, to, url = "", statusCallback = "" }: ProviderCall): Promise<TestCall> {
  const pathOf = (address: string) => address.replace(service.config.publicUrl, "");
  const about = { CallSid: sid, From: from, To: to, Direction: "outbound-api" };
  return converse(service, about, pathOf(url), pathOf(statusCallback), "in-progress");
}

async function converse(
  service: Service,
  about: Record<"CallSid" | "From" | "To" | "Direction", string>,
  first: string,
  ended: string,
  status: string,
): Promise<TestCall> {
  const fixed = { ...about, AccountSid: service.provider.accountSid, ApiVersion: "2010-04-01" };
  let last: { path: string; parameters: Record<string, string> } = { path: "", parameters: {} };
  const call: TestCall = {
    sid: about.CallSid,
    said: "",
    twiml: "",
    ended: false,
    action: first,
    press(keys) {
      const finish = attribute(call.twiml, "Gather", "finishOnKey") ?? "#";
      const ends = finish !== "" && keys.endsWith(finish);
      return call.answerAt(call.action, { Digits: ends ? keys.slice(0, -1) : keys, FinishedOnKey: ends ? finish : "" });
    },
    say: (words) => call.answerAt(call.action, { SpeechResult: words, Confidence: "0.9" }),
    silence: () => call.answerAt(call.action, { Digits: "", FinishedOnKey: "" }),
    again: () => send(last.path, last.parameters),
    answerAt: (action, parameters) => send(action, { ...fixed, CallStatus: "in-progress", ...parameters }),
    async hangUp() {
      return (await service.post(ended, { ...fixed, CallStatus: "completed", CallDuration: "42" })).status;
    },
  };

  async function send(path: string, parameters: Record<string, string>): Promise<string> {
    last = { path, parameters };
    const { status, body } = await service.post(path, parameters);
    if (status !== 200) throw new Error(`The webhook answered ${status}.`);
    checkTwiml(body);
    call.twiml = body;
    call.said = wordsOf(body);
    call.ended = !body.includes("<Gather");
    call.action = attribute(body, "Gather", "action")?.replace(service.config.publicUrl, "") ?? "";
    return call.said;
  }

  await send(first, { ...fixed, CallStatus: status });
  return call;
}

/** All that a TwiML says, on one line. */
export const wordsOf = (twiml: string): string =>
  unescapeXml(
    [...twiml.matchAll(/>([^<]+)</g)]
      .map(([, words = ""]) => words.trim())
      .filter(Boolean)
      .join(" "),
  );

/** An attribute of the first element of that name. */
export function attribute(twiml: string, element: string, name: string): string | undefined {
  const [, value] = new RegExp(`<${element}\\b[^>]*\\s${name}="([^"]*)"`).exec(twiml) ?? [];
  return value === undefined ? undefined : unescapeXml(value);
}

const unescapeXml = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");

/** A caller up to the choice of a peer, by voice. */
export async function leadByVoice(service: TestService, from: string): Promise<TestCall> {
  const call = await openCall(service, from);
  await call.say("je cherche quelqu'un pour parler de mon endométriose");
  await call.press("1");
  await call.press("1");
  return call;
}

interface StoredQuestion {
  dialog: string;
  step: string;
  channel: string;
  number: number;
}

/** The open question of the person whom a phone belongs to. */
export const openQuestionOf = async (service: TestService, from: string): Promise<StoredQuestion | null> =>
  oneValue(service, "select question from conversation where person_id = $1", [await personOf(service, from)]);

/** What is open about a person in the coordinators' queue. */
export async function workItemsOf(service: TestService, personId: string): Promise<string[]> {
  const items = await rowsOf<{ kind: string }>(
    service,
    "select kind from work_item where person_id = $1 and closed_at is null order by 1",
    [personId],
  );
  return items.map(({ kind }) => kind);
}

interface StoredCall {
  person_id: string;
  seconds: number | null;
  ended_at: Date | null;
}

/** A call as it is stored. */
export const callRowOf = async (service: TestService, { sid }: TestCall): Promise<StoredCall | undefined> =>
  (await rowsOf<StoredCall & Record<string, unknown>>(service, "select * from voice_call where call_sid = $1", [sid]))[0];
