import type { PlaygroundOptions } from "../options.ts";
import { serviceUrlOf } from "./activity.ts";
import type { Issuer } from "./issuer.ts";

/** Teams waits this long for an invoke's answer. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/overview */
const ANSWER_WITHIN_MS = 15_000;

export type BotAnswer = { status: number; body: unknown } | "unreachable";

/** Posts an activity to the bot with a token of its own, as the channel does. */
export async function postActivity(
  options: PlaygroundOptions,
  issuer: Issuer,
  activity: Record<string, unknown>,
  stop: AbortSignal,
): Promise<BotAnswer> {
  try {
    const response = await fetch(`${options.publicUrl}/api/messages`, {
      method: "POST",
      redirect: "manual",
      headers: {
        Authorization: `Bearer ${await issuer.signForBot(serviceUrlOf(options))}`,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
      },
      body: JSON.stringify(activity),
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    const text = await response.text();
    return { status: response.status, body: parse(text) };
  } catch {
    return "unreachable";
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
