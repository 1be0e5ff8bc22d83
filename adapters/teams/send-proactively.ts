import * as z from "zod";
import { cardAttachment } from "./card-attachment.ts";
import { type ConnectorToken, createConnectorToken } from "./connector-token.ts";
import type { TeamsOptions } from "./options.ts";
import type { TeamsReference } from "./reference.ts";
import { TeamsSendError } from "./send-error.ts";
import { type AllowServiceUrl, allowServiceHosts } from "./service-hosts.ts";

const TIMEOUT_MS = 15_000;

/** A text, a card or both; with `updateActivityId` it takes the place of an earlier message of ours. */
export interface ProactiveMessage {
  text?: string;
  card?: object;
  updateActivityId?: string;
}

/** Sends one message to a stored conversation and resolves to the provider's id for it. Rejects with `TeamsSendError`. */
export type SendProactively = (reference: TeamsReference, message: ProactiveMessage) => Promise<{ activityId: string }>;

const resource = z.object({ id: z.string().min(1) });

/**
 * Makes the function by which the worker writes to people in Teams outside a turn. It tries once: repeating is the delivery queue's.
 * It speaks to the connector's REST API itself, so that the worker need not load the SDK and knows what each failure means.
 *
 * @throws {RangeError} if a host or the login URL in the options is not allowed
 * @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#send-to-conversation
 */
export function createSendProactively(options: TeamsOptions & { now(): Date; timeoutMs?: number }): SendProactively {
  const allowServiceUrl = allowServiceHosts(options.serviceHosts);
  const connectorToken = createConnectorToken(options);
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;

  return async (reference, message) => {
    const url = activityUrl(allowServiceUrl, reference, message.updateActivityId);
    const response = await post(url, connectorToken, timeoutMs, toActivity(reference, message), message.updateActivityId ? "PUT" : "POST");
    if (!response.ok) throw refused(response);
    const read = resource.safeParse(response.body);
    const activityId = read.success ? read.data.id : message.updateActivityId;
    if (!activityId)
      throw new TeamsSendError("Teams took the message and gave no id", { status: response.status, permanent: false, ambiguous: true });
    return { activityId };
  };
}

function activityUrl(allowServiceUrl: AllowServiceUrl, reference: TeamsReference, activityId: string | undefined): URL {
  const base = allowServiceUrl(reference.serviceUrl);
  if (!base) throw new TeamsSendError("the conversation's service URL is not on an allowed host", { permanent: true, ambiguous: false });
  const path = ["v3", "conversations", reference.conversation.id, "activities", ...(activityId ? [activityId] : [])];
  return new URL(`${base.origin}${base.pathname.replace(/\/$/, "")}/${path.map(encodeSegment).join("/")}`);
}

/** Dots alone would be read as steps through the path, encoded or not. */
function encodeSegment(segment: string): string {
  if (/^\.{1,2}$/.test(segment)) throw new TeamsSendError("the conversation's id is not valid", { permanent: true, ambiguous: false });
  return encodeURIComponent(segment);
}

function toActivity(reference: TeamsReference, message: ProactiveMessage): object {
  return {
    type: "message",
    id: message.updateActivityId,
    channelId: reference.channelId,
    conversation: reference.conversation,
    from: reference.bot,
    recipient: reference.user,
    // plain, since Teams would read people's words as Markdown
    ...(message.text === undefined ? {} : { text: message.text, textFormat: "plain" }),
    ...(message.card ? { attachments: [cardAttachment(message.card)] } : {}),
  };
}

interface Answer {
  ok: boolean;
  status: number;
  retryAfter: string | null;
  body: unknown;
}

async function post(url: URL, connectorToken: ConnectorToken, timeoutMs: number, activity: object, method: string): Promise<Answer> {
  const token = await connectorToken.get();
  try {
    const response = await fetch(url, {
      method,
      // a new connection each time: a kept one that the other side has just closed fails in a way that leaves open whether the message arrived
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json", connection: "close" },
      body: JSON.stringify(activity),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 401) connectorToken.forget(token);
    const text = await response.text();
    return { ok: response.ok, status: response.status, retryAfter: response.headers.get("retry-after"), body: jsonOrNothing(text) };
  } catch (cause) {
    const ambiguous = !neverSent(cause);
    throw new TeamsSendError(ambiguous ? "Teams gave no answer" : "Teams can't be reached", { permanent: false, ambiguous, cause });
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Failures before a connection stood: nothing can have arrived. https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md */
const BEFORE_SENDING = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

function neverSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return BEFORE_SENDING.includes(code) || /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code);
}

/**
 * 401 is temporary: a secret is exchanged without losing what waits. 412 and 5xx are to be tried again.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
const TEMPORARY = [401, 408, 412, 425, 429];

function refused({ status, retryAfter }: Answer): TeamsSendError {
  const permanent = status < 500 && !TEMPORARY.includes(status);
  return new TeamsSendError(`Teams answered ${status}`, {
    status,
    permanent,
    retryAfterSeconds: secondsFrom(retryAfter),
    ambiguous: false,
  });
}

/** Seconds or an HTTP date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function secondsFrom(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}
