import * as z from "zod";
import type { BotAnswer } from "./bot-client.ts";

/** What came of pressing a card's button. */
export type ActionResult =
  | { kind: "card"; card: Record<string, unknown> }
  | { kind: "message"; text: string }
  | { kind: "nothing" }
  | { kind: "failed"; text: string | undefined };

const answer = z.discriminatedUnion("type", [
  z.object({
    statusCode: z.number(),
    type: z.literal("application/vnd.microsoft.card.adaptive"),
    value: z.record(z.string(), z.unknown()),
  }),
  z.object({ statusCode: z.number(), type: z.literal("application/vnd.microsoft.activity.message"), value: z.string() }),
  z.object({
    statusCode: z.number(),
    type: z.literal("application/vnd.microsoft.error"),
    value: z.object({ code: z.string().optional(), message: z.string().optional() }),
  }),
]);

/**
 * Reads the answer to an `adaptiveCard/action` invoke.
 * @see https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
 */
export function readInvokeAnswer(received: BotAnswer): ActionResult {
  if (received === "unreachable") return { kind: "failed", text: undefined };
  const parsed = answer.safeParse(received.body);
  if (received.status >= 300) return { kind: "failed", text: undefined };
  if (!parsed.success) return { kind: "nothing" };
  switch (parsed.data.type) {
    case "application/vnd.microsoft.card.adaptive":
      return { kind: "card", card: parsed.data.value };
    case "application/vnd.microsoft.activity.message":
      return { kind: "message", text: parsed.data.value };
    case "application/vnd.microsoft.error":
      return { kind: "failed", text: parsed.data.value.message };
  }
}
