import { errors, jwtVerify } from "jose";
import type { TeamsOptions } from "./options.ts";
import { allowServiceHosts } from "./service-hosts.ts";
import { createSigningKeys, KeysUnavailable } from "./signing-keys.ts";
import { tenantOf } from "./tenant.ts";

const CHANNEL = "msteams";
const ALGORITHMS = ["RS256", "RS384", "RS512"];
const MAX_HEADER_LENGTH = 8_192;
/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication (industry-standard clock skew of 5 minutes) */
const CLOCK_TOLERANCE_S = 300;
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)$/;

/** Codes are kept for good: they are in logs and in tests. */
export type GuardCode =
  | "teams/authorization-missing"
  | "teams/authorization-repeated"
  | "teams/authorization-too-long"
  | "teams/token-malformed"
  | "teams/token-algorithm"
  | "teams/token-key"
  | "teams/token-signature"
  | "teams/token-issuer"
  | "teams/token-audience"
  | "teams/token-expiry" // missing, not a number, or past
  | "teams/token-not-yet-valid"
  | "teams/token-endorsement" // the key is not for this channel
  | "teams/token-service-url" // the claim is missing
  | "teams/channel"
  | "teams/service-url" // missing, or not the token's
  | "teams/service-host"
  | "teams/tenant"
  | "teams/keys-unavailable";

export type GuardVerdict =
  | { ok: true; tenantId: string; serviceUrl: string; expiresAt: Date }
  | { ok: false; status: 401 | 403 | 503; code: GuardCode };

export interface GuardedRequest {
  /** As they came, repeated ones too: node's `rawHeaders`, or pairs of name and value. */
  headers: readonly string[] | readonly (readonly [string, string])[];
  /** The parsed body, not yet looked at. */
  activity: unknown;
}

export type TokenGuard = (request: GuardedRequest) => Promise<GuardVerdict>;

class Refusal extends Error {
  readonly status: 401 | 403 | 503;
  readonly code: GuardCode;
  constructor(status: 401 | 403 | 503, code: GuardCode) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/**
 * Makes the guard that decides whether a request comes from Teams and from an allowed tenant, before anything else reads it.
 * 401: the token is missing or not to be trusted. 403: a good token, but a channel, host or tenant that is not allowed. 503: the issuer's keys
 * can't be had, so that Teams should try again. `now` is the real time, also where a simulated clock drives the rest.
 *
 * @throws {RangeError} if the options would leave a door open: no app id, no tenant, a bad host
 */
export function createTokenGuard(options: TeamsOptions & { now(): Date }): TokenGuard {
  if (!options.appId.trim()) throw new RangeError("Teams app id: is empty");
  if (options.allowedTenants.length === 0) throw new RangeError("Teams allowed tenants: none is named");
  const now = () => options.now();
  const findKey = createSigningKeys(options.openIdMetadataUrl, now);
  const allowServiceUrl = allowServiceHosts(options.serviceHosts);
  const tenants = new Set(options.allowedTenants.map((tenant) => tenant.toLowerCase()));

  async function verify(token: string): Promise<{ serviceUrl: string; expiresAt: Date }> {
    const { payload } = await jwtVerify(
      token,
      async ({ kid, alg }) => {
        const found = typeof kid === "string" ? await findKey(kid) : undefined;
        if (!found || (found.alg && found.alg !== alg)) throw new Refusal(401, "teams/token-key");
        if (found.endorsements && !found.endorsements.includes(CHANNEL)) throw new Refusal(401, "teams/token-endorsement");
        return found.key;
      },
      {
        algorithms: ALGORITHMS,
        issuer: options.tokenIssuer,
        requiredClaims: ["exp"],
        currentDate: now(),
        clockTolerance: CLOCK_TOLERANCE_S,
      },
    );
    // jose takes a list that holds our id among others; a token for several apps is not Teams'
    if (payload.aud !== options.appId) throw new Refusal(401, "teams/token-audience");
    const serviceUrl = payload.serviceurl;
    if (typeof serviceUrl !== "string" || !serviceUrl) throw new Refusal(401, "teams/token-service-url");
    return { serviceUrl, expiresAt: new Date(payload.exp! * 1_000) };
  }

  return async ({ headers, activity }) => {
    try {
      const { serviceUrl, expiresAt } = await verify(bearerToken(headers));
      const claimed = fieldsOf(activity);
      if (claimed.channelId !== CHANNEL) throw new Refusal(403, "teams/channel");
      if (claimed.serviceUrl !== serviceUrl) throw new Refusal(403, "teams/service-url");
      if (!allowServiceUrl(serviceUrl)) throw new Refusal(403, "teams/service-host");
      const tenantId = tenantOf(activity);
      if (!tenantId || !tenants.has(tenantId.toLowerCase())) throw new Refusal(403, "teams/tenant");
      return { ok: true, tenantId, serviceUrl, expiresAt };
    } catch (error) {
      const { status, code } = refusalFrom(error);
      return { ok: false, status, code };
    }
  };
}

function bearerToken(headers: GuardedRequest["headers"]): string {
  const values = authorizationValues(headers);
  const [value] = values;
  if (value === undefined) throw new Refusal(401, "teams/authorization-missing");
  if (values.length > 1) throw new Refusal(401, "teams/authorization-repeated");
  if (value.length > MAX_HEADER_LENGTH) throw new Refusal(401, "teams/authorization-too-long");
  const token = BEARER.exec(value)?.[1];
  if (!token) throw new Refusal(401, "teams/token-malformed");
  return token;
}

function authorizationValues(headers: GuardedRequest["headers"]): string[] {
  const flat: readonly string[] = (headers as readonly (string | readonly string[])[]).flat();
  return flat.filter((_, index) => index % 2 === 1 && flat[index - 1]?.toLowerCase() === "authorization");
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function refusalFrom(error: unknown): { status: 401 | 403 | 503; code: GuardCode } {
  if (error instanceof Refusal) return error;
  if (error instanceof KeysUnavailable) return { status: 503, code: "teams/keys-unavailable" };
  if (error instanceof errors.JOSEAlgNotAllowed) return { status: 401, code: "teams/token-algorithm" };
  if (error instanceof errors.JWSSignatureVerificationFailed) return { status: 401, code: "teams/token-signature" };
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
    return { status: 401, code: CLAIM_CODES[error.claim] ?? "teams/token-malformed" };
  }
  // whatever else a hostile token makes the library throw, it isn't a good token
  return { status: 401, code: "teams/token-malformed" };
}

const CLAIM_CODES: Record<string, GuardCode> = {
  iss: "teams/token-issuer",
  exp: "teams/token-expiry",
  nbf: "teams/token-not-yet-valid",
};
