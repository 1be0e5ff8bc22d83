/** What the Teams wire must know of the app's registration, of the cloud it lives in and of who may use it. */
export interface TeamsOptions {
  /** The app's id (a GUID): the audience of what Teams signs. */
  appId: string;
  appPassword: string;
  /** The tenant of the registration; empty for a multi-tenant app. */
  tenantId: string;
  appType: "MultiTenant" | "SingleTenant";
  /** Tenants whose people may speak to the bot. */
  allowedTenants: readonly string[];
  /** Hosts that may be a channel's service URL: `smba.trafficmanager.net`, `.botframework.com` (subdomains), or `http://127.0.0.1:3978` (loopback only). */
  serviceHosts: readonly string[];
  tokenIssuer: string;
  openIdMetadataUrl: string;
  /** Where the bot gets its own tokens: an authority (https), or a local issuer's token endpoint (http on loopback). By default Microsoft's public cloud. */
  loginUrl: string | undefined;
  oAuthScope: string;
}
