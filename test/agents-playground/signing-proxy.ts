import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startIssuer } from "../../playground/teams/issuer.ts";

const ANSWER_WITHIN_MS = 20_000;
const ISSUER = "/playground/issuer";

/** What stands between the tool and the product. */
export interface SigningProxy {
  url: string;
  /** Where the tool sends activities. */
  endpoint: string;
  /** What the tool calls its connector. */
  serviceUrl: string;
  /** The product's settings with which it trusts this issuer, and no other. */
  environment: Record<string, string>;
  /** Says where both sides are; until then nothing is passed on. */
  connect(sides: { product: string; tool: string }): void;
  /** What was passed on to the product, and how it was answered. */
  seen: { type: string; status: number }[];
  close(): Promise<void>;
}

/**
 * Starts an issuer and a proxy. The tool can't sign what our token guard trusts: it knows Microsoft's login service, or makes a dummy token. So the proxy
 * takes its place in the channel: it signs what goes to the product, with a key that the product was told, and lets only the product's own token through
 * to the tool's connector. The guard stays as it is.
 */
export async function startSigningProxy(teams: { appId: string; appPassword: string; tenantId: string }): Promise<SigningProxy> {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${url}/_connector`;
  const tokenIssuer = `${url}${ISSUER}`;
  const issuer = await startIssuer({ publicUrl: url, teams: { ...teams, tokenIssuer } });
  const seen: SigningProxy["seen"] = [];
  let sides: { product: string; tool: string } | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const body = await bodyOf(request);
    const json = (status: number, answer: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(answer));
    };
    if (path === `${ISSUER}/.well-known/openidconfiguration`) return json(200, issuer.metadata());
    if (path === `${ISSUER}/keys`) return json(200, issuer.keys());
    if (path === `${ISSUER}/token`) {
      const { status, body: granted } = await issuer.grant(Object.fromEntries(new URLSearchParams(body)));
      return json(status, granted);
    }
    if (!sides) return json(503, {});
    if (path === "/api/messages") {
      const authorization = `Bearer ${await issuer.signForBot(serviceUrl)}`;
      const answer = await passOn(`${sides.product}${path}`, request, body, { authorization });
      seen.push({ type: String((JSON.parse(body) as { type?: unknown }).type), status: answer.status });
      return send(response, answer);
    }
    if (path.startsWith("/_connector/")) {
      if (!(await issuer.isGranted(request.headers.authorization))) return json(401, {});
      return send(response, await passOn(`${sides.tool}${path}`, request, body, {}));
    }
    json(404, {});
  }

  return {
    url,
    endpoint: `${url}/api/messages`,
    serviceUrl,
    environment: {
      MicrosoftAppId: teams.appId,
      MicrosoftAppPassword: teams.appPassword,
      MicrosoftAppTenantId: teams.tenantId,
      ToBotFromChannelTokenIssuer: tokenIssuer,
      ToBotFromChannelOpenIdMetadataUrl: `${tokenIssuer}/.well-known/openidconfiguration`,
      ToChannelFromBotLoginUrl: `${tokenIssuer}/token`,
      TEAMS_SERVICE_HOSTS: url,
    },
    connect(given) {
      sides = given;
    },
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function passOn(url: string, request: IncomingMessage, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: request.method ?? "GET",
    headers: { "Content-Type": request.headers["content-type"] ?? "application/json", ...headers },
    ...(body !== "" && { body }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  const text = await answer.text();
  response.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") ?? "application/json" });
  response.end(text);
}
