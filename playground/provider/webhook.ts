import { setTimeout as wait } from "node:timers/promises";

/** The provider waits this long for a webhook's answer, retries included. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const PATIENCE_MS = 15_000;
const RETRY_AFTER_MS = [700, 3000];

export type WebhookAnswer = { status: number; text: string } | "unreachable";

export type WebhookMethod = "POST" | "GET";

/**
 * Posts a form as the provider does: signed over the URL and all fields, again after a lost connection or a 5xx. By GET the fields are in the URL.
 *
 * @param stop ends waiting and retries
 * @returns the last answer, or `"unreachable"` if there was none in 15 s
 */
export async function callWebhook(
  given: string,
  fields: Record<string, string>,
  authToken: string,
  stop: AbortSignal,
  method: WebhookMethod = "POST",
): Promise<WebhookAnswer> {
  const posted = method === "POST" ? fields : {};
  const url = method === "POST" ? given : withQuery(given, fields);
  // Loaded on the first use: the provider's library takes its time.
  const { getExpectedTwilioSignature } = (await import("twilio/lib/webhooks/webhooks.js")).default;
  const signature = getExpectedTwilioSignature(authToken, url, posted);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
  let answer: WebhookAnswer = "unreachable";
  for (const pauseMs of [0, ...RETRY_AFTER_MS]) {
    try {
      if (pauseMs > 0) await wait(pauseMs, undefined, { signal });
      const response = await fetch(url, {
        method,
        redirect: "manual",
        signal,
        headers: {
          ...(method === "POST" && { "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8" }),
          "X-Twilio-Signature": signature,
          "I-Twilio-Idempotency-Token": signature,
          "User-Agent": "TwilioProxy/1.1",
          Accept: "*/*",
        },
        ...(method === "POST" && { body: new URLSearchParams(fields).toString() }),
      });
      answer = { status: response.status, text: await response.text() };
      if (answer.status < 500) return answer;
    } catch {
      if (signal.aborted) return answer;
    }
  }
  return answer;
}

function withQuery(given: string, fields: Record<string, string>): string {
  const url = new URL(given);
  for (const [name, value] of Object.entries(fields)) url.searchParams.append(name, value);
  return url.href;
}
