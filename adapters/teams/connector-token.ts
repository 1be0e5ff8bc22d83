import * as z from "zod";
import type { TeamsOptions } from "./options.ts";
import { TeamsSendError } from "./send-error.ts";
import { identityUrl } from "./service-hosts.ts";

const FETCH_TIMEOUT_MS = 10_000;
const RENEW_BEFORE_EXPIRY_MS = 5 * 60_000;

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

export interface ConnectorToken {
  /** A token for the connector, fetched or still fresh. Rejects with a `TeamsSendError` that is neither permanent nor ambiguous. */
  get(): Promise<string>;
  /** Says that the connector refused a token, so that the next one is fetched. */
  forget(refused: string): void;
}

/**
 * Makes the source of the bot's own tokens (OAuth 2 client credentials), which keeps a token until shortly before it expires.
 * One way for every cloud: the SDK's own (MSAL) refuses a local issuer, and would be a way that no test here goes.
 *
 * @throws {RangeError} if the login URL is neither https nor on loopback
 * @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export function createConnectorToken(options: TeamsOptions & { now(): Date }): ConnectorToken {
  const endpoint = tokenEndpoint(options);
  let token = "";
  let renewAt = 0;
  let pending: Promise<string> | undefined;

  async function renew(): Promise<string> {
    try {
      const read = await requestToken(endpoint, options);
      const lifetimeMs = read.expires_in * 1_000;
      token = read.access_token;
      renewAt = options.now().getTime() + Math.max(lifetimeMs - RENEW_BEFORE_EXPIRY_MS, lifetimeMs / 2);
      return token;
    } finally {
      pending = undefined;
    }
  }

  return {
    async get() {
      if (options.now().getTime() < renewAt) return token;
      pending ??= renew();
      return pending;
    },
    forget(refused) {
      if (refused === token) renewAt = 0;
    },
  };
}

async function requestToken(endpoint: URL, options: TeamsOptions): Promise<z.infer<typeof answer>> {
  let response: Response;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: options.appId,
        client_secret: options.appPassword,
        scope: `${options.oAuthScope}/.default`,
      }),
      headers: { connection: "close" },
      redirect: "error",
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (response.ok) return answer.parse(await response.json());
    await response.body?.cancel();
  } catch {
    // the cause is left out: it may quote the answer, which holds a token
    throw new TeamsSendError("Teams login gave no token", { permanent: false, ambiguous: false });
  }
  throw new TeamsSendError(`Teams login answered ${response.status}`, { status: response.status, permanent: false, ambiguous: false });
}

function tokenEndpoint({ loginUrl, appType, tenantId }: TeamsOptions): URL {
  const authority = loginUrl ?? `https://login.microsoftonline.com/${appType === "SingleTenant" ? tenantId : "botframework.com"}`;
  const url = identityUrl(authority, "Teams login URL");
  if (url.protocol === "https:") url.pathname = `${url.pathname.replace(/\/$/, "")}/oauth2/v2.0/token`;
  return url;
}
