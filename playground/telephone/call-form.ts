import { numbersOf, type PlaygroundOptions } from "../options.ts";
import type { RefusalCode } from "../provider/refusal.ts";
import type { Reports } from "./leg.ts";

/** A call that the service asks for, as understood. */
export interface CallOrder {
  to: string;
  from: string;
  twiml: string | undefined;
  url: string | undefined;
  method: "POST" | "GET";
  timeoutSeconds: number;
  timeLimitSeconds: number;
  detectsMachine: boolean;
  reports: Reports | undefined;
}

/** A change that the service asks for in a live call. */
export type CallChange = { status: "completed" | "canceled" } | { twiml: string } | { url: string; method: "POST" | "GET" };

const NUMBER = /^\+[1-9]\d{6,14}$/;
/** https://www.twilio.com/docs/voice/api/call-resource, `Timeout` */
const [RING_SECONDS, LONGEST_RING_SECONDS] = [60, 600];
/** A day at most; four hours if not said. https://www.twilio.com/docs/voice/api/call-resource, `TimeLimit` */
const [LIMIT_SECONDS, LONGEST_LIMIT_SECONDS] = [14_400, 86_400];
const EVENTS = ["initiated", "ringing", "answered", "completed"];

/**
 * Reads the form of a new call, or refuses it by the provider's code: 21201 no `To`, 21211 no number, 21213 no `From`, 21212 no number, 21210 not
 * the account's, 21205 no instructions, 21208 timeout, 21609 callback, 21626 event, 20001 what has no code of its own.
 *
 * @see https://www.twilio.com/docs/api/errors
 */
export function readCallOrder(options: PlaygroundOptions, fields: Record<string, unknown>): CallOrder | RefusalCode {
  const { To: to, From: from, Twiml: twiml, Url: url, Timeout: timeout, TimeLimit: timeLimit } = fields;
  if (typeof to !== "string" || to === "") return 21201;
  if (!NUMBER.test(to)) return 21211;
  if (typeof from !== "string" || from === "") return 21213;
  if (!NUMBER.test(from)) return 21212;
  if (!numbersOf(options).includes(from)) return 21210;
  const hasTwiml = typeof twiml === "string" && twiml !== "";
  if (!hasTwiml && !isUrl(url)) return 21205;
  const timeoutSeconds = wholeBetween(timeout, RING_SECONDS, 1, LONGEST_RING_SECONDS);
  if (timeoutSeconds === undefined) return 21208;
  const timeLimitSeconds = wholeBetween(timeLimit, LIMIT_SECONDS, 1, LONGEST_LIMIT_SECONDS);
  const method = methodOf(fields.Method);
  const reportMethod = methodOf(fields.StatusCallbackMethod);
  if (timeLimitSeconds === undefined || !method || !reportMethod) return 20001;
  const events = fields.StatusCallbackEvent === undefined ? ["completed"] : [fields.StatusCallbackEvent].flat().flatMap(wordsOf);
  if (events.some((event) => !EVENTS.includes(event))) return 21626;
  const { StatusCallback: callback } = fields;
  if (callback !== undefined && callback !== "" && !isUrl(callback)) return 21609;
  return {
    to,
    from,
    twiml: hasTwiml ? twiml : undefined,
    url: !hasTwiml && isUrl(url) ? url : undefined,
    method,
    timeoutSeconds,
    timeLimitSeconds,
    detectsMachine: fields.MachineDetection !== undefined,
    reports: isUrl(callback) ? { url: callback, method: reportMethod, events: new Set(events) } : undefined,
  };
}

/** Reads the form of a change to a call, or refuses it: 20001 for a status that can't be asked for, 21205 for a change to nothing. */
export function readCallChange(fields: Record<string, unknown>): CallChange | RefusalCode {
  const { Status: status, Twiml: twiml, Url: url } = fields;
  if (status !== undefined && status !== "") return status === "completed" || status === "canceled" ? { status } : 20001;
  if (typeof twiml === "string" && twiml !== "") return { twiml };
  const method = methodOf(fields.Method);
  if (!method) return 20001;
  return isUrl(url) ? { url, method } : 21205;
}

function isUrl(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\//.test(value) && URL.canParse(value);
}

function methodOf(value: unknown): "POST" | "GET" | undefined {
  if (value === undefined || value === "") return "POST";
  return value === "POST" || value === "GET" ? value : undefined;
}

function wholeBetween(value: unknown, fallback: number, least: number, most: number): number | undefined {
  if (value === undefined || value === "") return fallback;
  const number = typeof value === "string" && /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

function wordsOf(value: unknown): string[] {
  return typeof value === "string" ? value.split(/[\s,]+/).filter(Boolean) : [""];
}
