import { randomBytes } from "node:crypto";
import type { PlaygroundOptions } from "../options.ts";
import { API_VERSION, rfc2822 } from "../provider/message-resource.ts";
import { callWebhook, type WebhookMethod } from "../provider/webhook.ts";
import type { ProviderCall, Store } from "../state.ts";
import type { Callbacks } from "./callbacks.ts";
import { type CallEvent, type EndStatus, type FlowEnd, isOver, type Leg, note } from "./leg.ts";
import { CallProblem } from "./problem.ts";
import type { ServiceTime } from "./time.ts";

/** `ANONYMOUS` on a keypad: what the provider gives for a caller whose number is withheld. https://www.twilio.com/docs/voice/twiml#request-parameters */
export const WITHHELD = "+266696687";
/** https://www.twilio.com/docs/voice/api/call-resource, `TimeLimit` */
const DEFAULT_TIME_LIMIT_SECONDS = 4 * 3600;

/** TwiML and where it came from, which relative addresses in it begin at. */
export interface VoiceDocument {
  twiml: string;
  url: string | undefined;
}

/** The calls under way, and what every part of the telephone network does with them. */
export interface Switchboard {
  readonly options: PlaygroundOptions;
  readonly store: Store;
  readonly time: ServiceTime;
  readonly callbacks: Callbacks;
  readonly legs: ReadonlyMap<string, Leg>;
  open(call: NewCall, terms?: Partial<Pick<Leg, "reports" | "timeLimitSeconds" | "detectsMachine" | "holder">>): Leg;
  /** Somebody took the call: its time runs. */
  answer(leg: Leg, how?: { slowly?: boolean }): void;
  /** Ends a call, once. @param at when, if it was not just now */
  end(leg: Leg, status: EndStatus, at?: Date): void;
  /** Ends a call as the provider does when it can't go on, with its code in the call's lines. */
  fail(leg: Leg, problem: CallProblem): void;
  report(leg: Leg, event: CallEvent): void;
  /** Asks the service what is to be done. @throws {CallProblem} if it does not say */
  ask(
    leg: Leg,
    document: Pick<VoiceDocument, "url">,
    address: string,
    fields?: Record<string, string>,
    method?: string,
  ): Promise<VoiceDocument>;
  /** Counts as work under way until it settles. */
  track(work: Promise<unknown>): void;
  idle(): Promise<void>;
}

type NewCall = Pick<ProviderCall, "direction" | "from" | "to" | "telephone"> & { parentSid?: string };

/** Starts a switchboard without calls. Calls that were live when the playground last ended have failed. */
export function startSwitchboard(
  options: PlaygroundOptions,
  store: Store,
  time: ServiceTime,
  callbacks: Callbacks,
  stop: AbortSignal,
): Switchboard {
  const legs = new Map<string, Leg>();
  const work = new Set<Promise<unknown>>();
  for (const call of store.state.calls) {
    if (["queued", "ringing", "in-progress"].includes(call.status)) Object.assign(call, { status: "failed", endedAt: call.updatedAt });
  }
  const become = (leg: Leg, status: ProviderCall["status"]) => {
    Object.assign(leg.call, { status, updatedAt: new Date().toISOString() });
    store.changed();
  };

  const board: Switchboard = {
    options,
    store,
    time,
    callbacks,
    legs,
    open(newCall, terms = {}) {
      const now = new Date().toISOString();
      const call: ProviderCall = {
        parentSid: null,
        ...newCall,
        sid: newSid("CA"),
        status: newCall.direction === "inbound" ? "ringing" : "queued",
        answeredBy: null,
        createdAt: now,
        updatedAt: now,
        startedAt: null,
        endedAt: null,
        lines: [],
      };
      const leg: Leg = {
        call,
        reports: undefined,
        timeLimitSeconds: DEFAULT_TIME_LIMIT_SECONDS,
        holder: "person",
        detectsMachine: false,
        ...terms,
        flow: new AbortController(),
        taken: Promise.withResolvers(),
        wait: undefined,
        partner: undefined,
        talksUntilMs: 0,
        reported: 0,
        silences: 0,
        callOff: [],
      };
      legs.set(call.sid, leg);
      store.state.calls.push(call);
      store.changed();
      return leg;
    },
    answer(leg, { slowly = false } = {}) {
      if (isOver(leg) || leg.call.startedAt) return;
      const now = time.now();
      leg.call.startedAt = now.toISOString();
      if (leg.detectsMachine) leg.call.answeredBy = slowly || leg.holder === "machine" ? "machine_start" : "human";
      become(leg, "in-progress");
      leg.callOff.push(time.at(now.getTime() + leg.timeLimitSeconds * 1000, (due) => board.end(leg, "completed", due)));
      board.report(leg, "answered");
      leg.taken.resolve("answered");
    },
    end(leg, status, at = time.now()) {
      if (isOver(leg)) return;
      leg.call.endedAt = at.toISOString();
      become(leg, status);
      for (const callOff of leg.callOff) callOff();
      legs.delete(leg.call.sid);
      // First what it was connected to: a conference tells of a participant who left before the call is told to be over.
      leg.flow.abort("hung-up" satisfies FlowEnd);
      leg.wait = undefined;
      board.report(leg, "completed");
      leg.taken.resolve(status);
    },
    fail(leg, problem) {
      if (isOver(leg)) return;
      note(leg, "note", `${problem.code}: ${problem.message}`);
      board.end(leg, leg.call.startedAt || leg.call.direction === "inbound" ? "completed" : "failed");
    },
    report(leg, event) {
      const { call, reports } = leg;
      if (!reports?.events.has(event)) return;
      const fields: Record<string, string> = {
        ...callFields(options, call),
        ...(event === "initiated" && { CallStatus: "initiated" }),
        Timestamp: rfc2822(call.endedAt ?? time.now().toISOString()),
        CallbackSource: "call-progress-events",
        SequenceNumber: String(leg.reported++),
        ...(call.answeredBy && { AnsweredBy: call.answeredBy }),
      };
      if (event === "completed") {
        fields.CallDuration = String(secondsOf(call));
        fields.Duration = String(Math.ceil(secondsOf(call) / 60));
      }
      callbacks.send({ stream: call.sid, url: reports.url, method: reports.method, fields });
    },
    async ask(leg, document, address, fields = {}, method = "POST") {
      const url = URL.parse(address, document.url)?.href;
      if (!url) throw new CallProblem(11100, `Invalid URL format: ${address}`);
      const { signal } = leg.flow;
      const asking = callWebhook(
        url,
        { ...callFields(options, leg.call), ...(leg.call.answeredBy && { AnsweredBy: leg.call.answeredBy }), ...fields },
        options.authToken,
        AbortSignal.any([stop, signal]),
        method as WebhookMethod,
      );
      board.track(asking);
      const answer = await asking;
      await time.read();
      // https://www.twilio.com/docs/api/errors/11200
      if (answer === "unreachable") throw new CallProblem(11200, `HTTP retrieval failure: no answer from ${new URL(url).pathname}`);
      if (answer.status >= 300) throw new CallProblem(11200, `HTTP retrieval failure: ${new URL(url).pathname} answered ${answer.status}`);
      return { twiml: answer.text, url };
    },
    track(promise) {
      const settled = promise.catch(() => undefined).finally(() => work.delete(settled));
      work.add(settled);
    },
    async idle() {
      for (let quiet = false; !quiet; quiet = work.size === 0) {
        while (work.size > 0) await Promise.all(work);
        await callbacks.idle();
        // What an answer leads to begins a moment later.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
  return board;
}

/**
 * What the provider tells of a call in every request.
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 */
function callFields({ accountSid }: PlaygroundOptions, call: ProviderCall): Record<string, string> {
  const place = (side: string, number: string) => ({
    [`${side}City`]: "",
    [`${side}State`]: "",
    [`${side}Zip`]: "",
    [`${side}Country`]: number === WITHHELD ? "" : "FR",
  });
  return {
    CallSid: call.sid,
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    Direction: call.direction,
    CallStatus: call.status,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    ...place("From", call.from),
    ...place("To", call.to),
    ...place("Caller", call.from),
    ...place("Called", call.to),
    ...(call.parentSid && { ParentCallSid: call.parentSid }),
  };
}

/** How long a call has lasted, in whole seconds; 0 if nobody took it. */
export function secondsOf({ startedAt, endedAt }: Pick<ProviderCall, "startedAt" | "endedAt">): number {
  return startedAt && endedAt ? Math.max(Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000), 0) : 0;
}

/** `CA` (a call) or `CF` (a conference) and 32 hexadecimal digits. */
export function newSid(kind: "CA" | "CF"): string {
  return `${kind}${randomBytes(16).toString("hex")}`;
}
