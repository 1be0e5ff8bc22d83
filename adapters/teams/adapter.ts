import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication, type InvokeResponse, type TurnContext } from "botbuilder";
import { createConnectorToken } from "./connector-token.ts";
import type { TeamsOptions } from "./options.ts";
import { allowServiceHosts } from "./service-hosts.ts";
import type { TokenGuard } from "./token-guard.ts";

type Logic = (context: TurnContext) => Promise<void>;
type CredentialsFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;

/**
 * The SDK's adapter, which lets nothing in that the guard refuses, also where a route forgot to ask the guard.
 * The guard takes the place of the SDK's own token check: that one follows exchanged keys after an hour only, waits for the issuer without limit,
 * accepts tokens that never expire and remembers the tenants of tokens that it never verified.
 */
export class TeamsAdapter extends CloudAdapter {
  readonly #guard: TokenGuard;
  readonly #options: TeamsOptions;

  constructor(authentication: ConfigurationBotFrameworkAuthentication, guard: TokenGuard, options: TeamsOptions) {
    super(authentication);
    this.#guard = guard;
    this.#options = options;
  }

  /** Runs one turn and returns what an invoke is to be answered. What the logic throws comes through. */
  async runTurn(authorization: string, activity: Activity, logic: Logic): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic);
  }

  protected override async processActivity(
    authorization: Parameters<CloudAdapter["processActivityDirect"]>[0],
    activity: Activity,
    logic: Logic,
  ): Promise<InvokeResponse | undefined> {
    if (typeof authorization !== "string") throw new Error("only a token speaks for a caller");
    const verdict = await this.#guard({ headers: authorization ? [["authorization", authorization]] : [], activity });
    if (!verdict.ok) throw new Error(`the token guard refuses the activity: ${verdict.code}`);
    const claimsIdentity = this.createClaimsIdentity(this.#options.appId);
    const connectorFactory = this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity);
    return super.processActivity({ audience: this.#options.oAuthScope, claimsIdentity, connectorFactory }, activity, logic);
  }
}

/**
 * Makes the adapter for Teams, in the public cloud, in another one or with a local issuer.
 *
 * @throws {RangeError} if the app id is empty (the SDK would then authenticate nobody), or a host or URL is not allowed
 */
export function createTeamsAdapter(options: TeamsOptions & { now(): Date }, guard: TokenGuard): TeamsAdapter {
  if (!options.appId.trim()) throw new RangeError("Teams app id: is empty");
  const configuration = {
    MicrosoftAppId: options.appId,
    MicrosoftAppTenantId: options.tenantId,
    MicrosoftAppType: options.appType,
    ValidateAuthority: true,
    ToChannelFromBotLoginUrl: options.loginUrl ?? "https://login.microsoftonline.com/botframework.com",
    ToChannelFromBotOAuthScope: options.oAuthScope,
    ToBotFromChannelTokenIssuer: options.tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: options.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: options.openIdMetadataUrl,
    OAuthUrl: options.oAuthScope,
    CallerId: "",
  };
  return new TeamsAdapter(new ConfigurationBotFrameworkAuthentication(configuration, credentials(options)), guard, options);
}

/** Signs what the SDK sends, and only for allowed hosts: a token of ours goes nowhere else. */
function credentials(options: TeamsOptions & { now(): Date }): CredentialsFactory {
  const connectorToken = createConnectorToken(options);
  const allowServiceUrl = allowServiceHosts(options.serviceHosts);
  return {
    isValidAppId: async (appId) => appId === options.appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      async signRequest(request) {
        const { origin, pathname } = new URL(request.url);
        if (!allowServiceUrl(`${origin}${pathname}`)) throw new Error("the SDK would send to a host that is not allowed");
        request.headers.set("Authorization", `Bearer ${await connectorToken.get()}`);
        return request;
      },
    }),
  };
}

/** What is used of restify's request: the body is parsed already. */
export interface TeamsRequest {
  headers: { authorization?: string | undefined };
  body?: unknown;
}

/** What is used of restify's response. */
export interface TeamsResponse {
  send(status: number, body?: unknown): unknown;
}

/**
 * Runs the turn of a request that the guard has let in and whose body is a `teamsActivity`, and answers it: an invoke by its response, all else by
 * an empty 200. What `logic` throws is thrown, and nothing is answered then: that is the route's.
 */
export async function processTeamsRequest(adapter: TeamsAdapter, req: TeamsRequest, res: TeamsResponse, logic: Logic): Promise<void> {
  const activity = withDates(req.body as Activity);
  const answer = await adapter.runTurn(req.headers.authorization ?? "", activity, logic);
  if (answer?.body === undefined) res.send(answer?.status ?? 200);
  else res.send(answer.status, answer.body);
}

/** As the SDK's own entry does it: instants come as text and its types promise dates. */
function withDates(activity: Activity): Activity {
  const read = { ...activity };
  for (const field of ["timestamp", "localTimestamp", "expiration"] as const) {
    const value: unknown = read[field];
    if (typeof value === "string") read[field] = new Date(value);
  }
  return read;
}
