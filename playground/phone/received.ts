import * as z from "zod";
import type { PlaygroundOptions } from "../options.ts";
import { API_VERSION } from "../provider/message-resource.ts";

const ANSWER_WITHIN_MS = 5000;

/** Only what has reached the phone; a queued message is still on its way. */
const REACHED = ["delivered", "sent"];

const listed = z.object({
  messages: z.array(
    z.object({ sid: z.string(), from: z.string(), body: z.string(), status: z.string(), direction: z.string(), date_created: z.string() }),
  ),
});

/**
 * Asks the provider's REST API what a phone was sent, oldest first.
 *
 * @returns `"unreachable"` if the provider does not answer as it should
 */
export async function listReceived(
  options: PlaygroundOptions,
  phone: string,
  stop: AbortSignal,
): Promise<{ sid: string; from: string; body: string; at: string }[] | "unreachable"> {
  const query = new URLSearchParams({ To: phone, PageSize: "50" });
  try {
    const response = await fetch(`${options.apiBaseUrl}/${API_VERSION}/Accounts/${options.accountSid}/Messages.json?${query}`, {
      headers: { Authorization: `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString("base64")}` },
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    if (!response.ok) return "unreachable";
    const { messages } = listed.parse(await response.json());
    return messages
      .filter((message) => message.direction.startsWith("outbound") && REACHED.includes(message.status))
      .reverse()
      .map(({ sid, from, body, date_created }) => ({ sid, from, body, at: new Date(date_created).toISOString() }));
  } catch {
    return "unreachable";
  }
}
