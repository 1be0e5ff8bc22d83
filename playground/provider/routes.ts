import type { Request, Response, Server } from "restify";
import { bodyOf, equalSecrets, type Handler, local, pathPart, sendJson } from "../http.ts";
import type { PlaygroundOptions } from "../options.ts";
import { listMessages } from "./list-messages.ts";
import { API_VERSION, messageResource } from "./message-resource.ts";
import type { LocalProvider } from "./provider.ts";
import { type RefusalCode, refusal } from "./refusal.ts";

/** Where an account's resources are, and what stands before each of them. */
export interface AccountRoutes {
  resources: string;
  account(handler: Handler): ReturnType<typeof local>;
}

/** Mounts the provider's REST API for messages. @returns what the rest of its API is mounted by */
export function mountProvider(server: Server, options: PlaygroundOptions, provider: LocalProvider): AccountRoutes {
  const account = (handler: Handler): ReturnType<typeof local> =>
    local((request, response) => {
      if (!isAuthentic(request, options)) return refuse(response, 20003);
      if (pathPart(request, "account") !== options.accountSid) return refuse(response, 20404);
      return handler(request, response);
    });
  const resources = `/playground/provider/${API_VERSION}/Accounts/:account`;
  const messages = `${resources}/Messages`;
  const queryOf = (request: Request) => new URL(request.url ?? "/", options.publicUrl).searchParams;

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
      sendJson(response, 200, listMessages(provider.messages(), queryOf(request), options.accountSid));
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
  return { resources, account };
}

/** Answers with a refusal as the provider words it. */
export function refuse(response: Response, code: RefusalCode): void {
  const { status, body } = refusal(code);
  sendJson(response, status, body, status === 401 ? { "WWW-Authenticate": 'Basic realm="Twilio API"' } : {});
}

function isAuthentic(request: Request, options: PlaygroundOptions): boolean {
  const expected = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString("base64")}`;
  return equalSecrets(request.headers.authorization ?? "", expected);
}
