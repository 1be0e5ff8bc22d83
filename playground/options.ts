/** What the playground must know of the product that it is mounted into: addresses and credentials, as the real services would have them. */
export interface PlaygroundOptions {
  /** `http://127.0.0.1:3978`: base of `/twilio/sms`, `/api/messages` and of the playground itself. A loopback address, or mounting is refused. */
  publicUrl: string;
  accountSid: string;
  authToken: string;
  /** The provider's REST API; `${publicUrl}/playground/provider` when it is the local one. */
  apiBaseUrl: string;
  /** The programme's number, E.164. */
  number: string;
  teams: { appId: string; appPassword: string; tenantId: string; tokenIssuer: string };
  /** Shown as a hint for linking the demo peer. */
  invitationCode: string | undefined;
  /** JSON, readable by its user only: phones' and chat's history survive a restart. */
  stateFile: string;
}

/** Hosts that reach this machine only. */
export const LOOPBACK_HOSTS: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** True if messages leave through the playground's own provider, so that it need not be polled over a network. */
export function usesLocalProvider(options: PlaygroundOptions): boolean {
  return options.apiBaseUrl.replace(/\/$/, "") === `${options.publicUrl}/playground/provider`;
}
