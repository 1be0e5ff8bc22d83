import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { equalSecrets } from "../http.ts";
import type { PlaygroundOptions } from "../options.ts";

/** Whom a bot's token is for, as the SDK asks. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
const CONNECTOR_AUDIENCE = "https://api.botframework.com";
const TOKEN_SECONDS = 3600;

/** Signs as the channel's identity service does, with a key made at each start. */
export interface Issuer {
  /** `/.well-known/openidconfiguration` */
  metadata(): Record<string, unknown>;
  /** The public key, endorsed for Teams. */
  keys(): Record<string, unknown>;
  /** A token with which the chat speaks to the bot. */
  signForBot(serviceUrl: string): Promise<string>;
  /** Client credentials: the bot's token for the chat. */
  grant(form: Record<string, unknown>): Promise<{ status: number; body: Record<string, unknown> }>;
  /** True if an Authorization header holds a token that `grant` gave. */
  isGranted(authorization: string | undefined): Promise<boolean>;
}

/** Makes the key and starts issuing. */
export async function startIssuer(options: Pick<PlaygroundOptions, "publicUrl" | "teams">): Promise<Issuer> {
  const { teams, publicUrl } = options;
  const { publicKey, privateKey } = await generateKeyPair("RS256", { modulusLength: 2048 });
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256", endorsements: ["msteams"] };
  const sign = (claims: Record<string, unknown>, issuer: string, audience: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setNotBefore("0s")
      .setExpirationTime(`${TOKEN_SECONDS}s`)
      .sign(privateKey);
  const connectorIssuer = `${publicUrl}/playground/issuer`;

  return {
    metadata: () => ({
      issuer: teams.tokenIssuer,
      authorization_endpoint: `${publicUrl}/playground/issuer/authorize`,
      token_endpoint: `${publicUrl}/playground/issuer/token`,
      jwks_uri: `${publicUrl}/playground/issuer/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["client_secret_post"],
    }),
    keys: () => ({ keys: [jwk] }),
    signForBot: (serviceUrl) => sign({ serviceurl: serviceUrl }, teams.tokenIssuer, teams.appId),
    async grant(form) {
      const { grant_type: type, client_id: id, client_secret: secret } = form;
      if (type !== "client_credentials") return { status: 400, body: { error: "unsupported_grant_type" } };
      const isKnown =
        typeof id === "string" && typeof secret === "string" && equalSecrets(id, teams.appId) && equalSecrets(secret, teams.appPassword);
      if (!isKnown) return { status: 401, body: { error: "invalid_client", error_description: "The app's id or password is not right." } };
      const accessToken = await sign({ appid: teams.appId, tid: teams.tenantId }, connectorIssuer, CONNECTOR_AUDIENCE);
      return {
        status: 200,
        body: { token_type: "Bearer", expires_in: TOKEN_SECONDS, ext_expires_in: TOKEN_SECONDS, access_token: accessToken },
      };
    },
    async isGranted(authorization) {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? "")?.[1];
      if (!token) return false;
      try {
        await jwtVerify(token, publicKey, { issuer: connectorIssuer, audience: CONNECTOR_AUDIENCE, algorithms: ["RS256"] });
        return true;
      } catch {
        return false;
      }
    },
  };
}
