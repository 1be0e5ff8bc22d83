import { randomUUID } from "node:crypto";
import type { WebhookMethod } from "../provider/webhook.ts";
import type { CallLine, ProviderCall } from "../state.ts";

export type CallEvent = "initiated" | "ringing" | "answered" | "completed";
export type EndStatus = "completed" | "busy" | "no-answer" | "failed" | "canceled";

/** Where a call's course is reported. */
export interface Reports {
  url: string;
  method: WebhookMethod;
  events: ReadonlySet<string>;
}

/** What a live call waits for, and what may be done about it. */
export interface Wait {
  view: WaitView;
  press?(key: string): void;
  hear?(words: string, confidence: number): void;
  silence?(): void;
}

/** What a live call waits for, as the page shows it. */
export type WaitView =
  | { kind: "gather"; keys: boolean; speech: boolean; hints: string[]; pressed: string }
  | { kind: "conference"; others: number }
  | { kind: "dialling" };

/** A call that has not ended. */
export interface Leg {
  readonly call: ProviderCall;
  readonly reports: Reports | undefined;
  readonly timeLimitSeconds: number;
  /** Who holds the telephone: a person of the page, a machine, or somebody who takes the call, listens and never does anything. */
  holder: "person" | "machine" | "stranger";
  /** True if the service wants to be told whether a person took the call. */
  readonly detectsMachine: boolean;
  /** Of the document that runs; aborted when the call is sent elsewhere or ends, with the reason. */
  flow: AbortController;
  /** Settles once: somebody took the call, or it ended before. */
  readonly taken: PromiseWithResolvers<"answered" | EndStatus>;
  wait: Wait | undefined;
  /** Whom it is connected to by a Dial. */
  partner: Leg | undefined;
  /** When what was said so far will have been said, by the service's clock. */
  talksUntilMs: number;
  reported: number;
  /** How often the holder let a question pass without a word. */
  silences: number;
  callOff: (() => void)[];
}

/** Why a flow was aborted. */
export type FlowEnd = "redirected" | "hung-up" | "kicked" | "conference-over";

/** Writes down what the person at this end hears, says or would find in the provider's log. */
export function note(leg: Leg, who: CallLine["who"], text: string, language?: string): void {
  if (text === "") return;
  leg.call.lines.push({ id: randomUUID(), who, text, ...(language && { language }) });
}

/** True once the call is over. */
export function isOver({ call }: Leg): boolean {
  return call.endedAt !== null;
}
