import type { Response, Server } from "restify";
import { bodyOf, type Handler, local, pathPart, sendJson } from "../http.ts";
import type { PlaygroundOptions } from "../options.ts";
import { serviceUrlOf } from "./activity.ts";
import type { Chat } from "./chat.ts";
import type { Issuer } from "./issuer.ts";

/** Mounts the identity service: metadata, keys, and tokens for the bot. */
export function mountIssuer(server: Server, issuer: Issuer): void {
  server.get(
    "/playground/issuer/.well-known/openidconfiguration",
    local((_request, response) => sendJson(response, 200, issuer.metadata())),
  );
  server.get(
    "/playground/issuer/keys",
    local((_request, response) => sendJson(response, 200, issuer.keys())),
  );
  const token = local(async (request, response) => {
    const { status, body } = await issuer.grant(bodyOf(request));
    sendJson(response, status, body);
  });
  server.post("/playground/issuer/token", token);
  // The same by the path that Microsoft's libraries build from an authority.
  server.post("/playground/issuer/:tenant/oauth2/v2.0/token", token);
}

/**
 * Mounts the connector, to which the bot sends.
 * @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export function mountConnector(server: Server, options: PlaygroundOptions, issuer: Issuer, chats: Chat[]): void {
  const granted = (handler: Handler): ReturnType<typeof local> =>
    local(async (request, response) => {
      if (!(await issuer.isGranted(request.headers.authorization)))
        return refuse(response, 401, "BotNotAuthorized", "Authorization has been denied for this request.");
      await handler(request, response);
    });
  const inConversation = (handler: (chat: Chat, ...given: Parameters<Handler>) => void): ReturnType<typeof local> =>
    granted((request, response) => {
      const chat = chats.find(({ conversationId }) => conversationId === pathPart(request, "conversationId"));
      if (!chat) return refuse(response, 404, "ConversationNotFound", "Conversation not found.");
      return handler(chat, request, response);
    });
  const replaceIn = (chat: Chat, id: string, activity: Record<string, unknown> | undefined, response: Response) => {
    if (chat.replace(id, activity)) return sendJson(response, 200, activity ? { id } : {});
    return refuse(response, 404, "ActivityNotFoundInConversation", "The activity is not in this conversation.");
  };
  const conversations = "/playground/teams/v3/conversations";
  const activities = `${conversations}/:conversationId/activities`;
  const post = inConversation((chat, request, response) => sendJson(response, 201, { id: chat.receive(bodyOf(request)) }));

  server.post(activities, post);
  server.post(`${activities}/:activityId`, post);
  server.put(
    `${activities}/:activityId`,
    inConversation((chat, request, response) => replaceIn(chat, pathPart(request, "activityId"), bodyOf(request), response)),
  );
  server.del(
    `${activities}/:activityId`,
    inConversation((chat, request, response) => replaceIn(chat, pathPart(request, "activityId"), undefined, response)),
  );
  server.post(
    conversations,
    granted((request, response) => {
      const { members, activity } = bodyOf(request) as { members?: { id?: unknown }[]; activity?: Record<string, unknown> };
      const chat =
        Array.isArray(members) && members.length === 1 ? chats.find((each) => each.userIds.includes(String(members[0]?.id))) : undefined;
      if (!chat) return refuse(response, 403, "BotNotInConversationRoster", "The bot is not part of a conversation with this member.");
      sendJson(response, 201, {
        id: chat.conversationId,
        serviceUrl: serviceUrlOf(options),
        activityId: activity ? chat.receive(activity) : undefined,
      });
    }),
  );
}

function refuse(response: Response, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message } });
}
