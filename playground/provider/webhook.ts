import { setTimeout as wait } from "node:timers/promises";

/** The provider waits this long for a webhook's answer, retries included. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const PATIENCE_MS = 15_000;
const RETRY_AFTER_MS = [700, 3000];

export type WebhookAnswer = { status: number; text: string } | "unreachable";

/**
 * Posts a form as the provider does: signed over the URL and all fields, again after a lost connection or a 5xx.
 *
 * @param stop ends waiting and retries
 * @returns the last answer, or `"unreachable"` if there was none in 15 s
 */
export async function postWebhook(
  url: string,
  fields: Record<string, string>,
  authToken: string,
  stop: AbortSignal,
): Promise<WebhookAnswer> {
  // Loaded on the first use: the provider's library takes its time.
  const { getExpectedTwilioSignature } = (await import("twilio/lib/webhooks/webhooks.js")).default;
  const signature = getExpectedTwilioSignature(authToken, url, fields);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]);
  let answer: WebhookAnswer = "unreachable";
  for (const pauseMs of [0, ...RETRY_AFTER_MS]) {
    try {
      if (pauseMs > 0) await wait(pauseMs, undefined, { signal });
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
          "X-Twilio-Signature": signature,
          "I-Twilio-Idempotency-Token": signature,
          "User-Agent": "TwilioProxy/1.1",
          Accept: "*/*",
        },
        body: new URLSearchParams(fields).toString(),
      });
      answer = { status: response.status, text: await response.text() };
      if (answer.status < 500) return answer;
    } catch {
      if (signal.aborted) return answer;
    }
  }
  return answer;
}
