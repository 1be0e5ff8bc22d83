import type { Request, Response, Server } from "restify";
import { bodyOf, equalSecrets, type Handler, local, pathPart, sendJson } from "../http.ts";
import type { PlaygroundOptions } from "../options.ts";
import { listMessages } from "./list-messages.ts";
import { API_VERSION, messageResource } from "./message-resource.ts";
import type { LocalProvider } from "./provider.ts";
import { type RefusalCode, refusal } from "./refusal.ts";

/** Mounts the provider's REST API for messages. */
export function mountProvider(server: Server, options: PlaygroundOptions, provider: LocalProvider): void {
  const account = (handler: Handler): ReturnType<typeof local> =>
    local((request, response) => {
      if (!isAuthentic(request, options)) return refuse(response, 20003);
      if (pathPart(request, "account") !== options.accountSid) return refuse(response, 20404);
      return handler(request, response);
    });
  const messages = `/playground/provider/${API_VERSION}/Accounts/:account/Messages`;

  server.post(
    `${messages}.json`,
    account((request, response) => {
      const created = provider.create(bodyOf(request));
      if (typeof created === "number") return refuse(response, created);
      sendJson(response, 201, messageResource(created, options.accountSid));
    }),
  );
  server.get(
    `${messages}.json`,
    account((request, response) => {
      const query = new URL(request.url ?? "/", options.publicUrl).searchParams;
      sendJson(response, 200, listMessages(provider.messages(), query, options.accountSid));
    }),
  );
  server.get(
    `${messages}/:sid`,
    account((request, response) => {
      const message = provider.find(pathPart(request, "sid").replace(/\.json$/, ""));
      if (!message) return refuse(response, 20404);
      sendJson(response, 200, messageResource(message, options.accountSid));
    }),
  );
}

function refuse(response: Response, code: RefusalCode): void {
  const { status, body } = refusal(code);
  sendJson(response, status, body, status === 401 ? { "WWW-Authenticate": 'Basic realm="Twilio API"' } : {});
}

function isAuthentic(request: Request, options: PlaygroundOptions): boolean {
  const expected = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString("base64")}`;
  return equalSecrets(request.headers.authorization ?? "", expected);
}
