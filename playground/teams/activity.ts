import type { PlaygroundOptions } from "../options.ts";
import type { StoredChat } from "../state.ts";

export type Language = "fr" | "en";

/** Where the bot sends its own activities. */
export function serviceUrlOf(options: PlaygroundOptions): string {
  return `${options.publicUrl}/playground/teams`;
}

/**
 * What every activity of a personal Teams chat has, from a person to the bot.
 * @see https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
 */
export function activityFrom(
  options: PlaygroundOptions,
  name: string,
  chat: StoredChat,
  id: string,
  language: Language,
): Record<string, unknown> {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const now = new Date();
  return {
    id,
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString(),
    localTimezone: "Europe/Paris",
    channelId: "msteams",
    serviceUrl: serviceUrlOf(options),
    from: { ...chat.user, name },
    conversation: { conversationType: "personal", tenantId: options.teams.tenantId, id: chat.conversationId },
    recipient: botOf(options),
    locale,
    entities: [{ type: "clientInfo", locale, country: language === "fr" ? "FR" : "GB", platform: "Web", timezone: "Europe/Paris" }],
    channelData: { tenant: { id: options.teams.tenantId } },
  };
}

/** The bot as the chat knows it. */
export function botOf(options: PlaygroundOptions): { id: string; name: string } {
  return { id: `28:${options.teams.appId}`, name: "Passerelle" };
}
