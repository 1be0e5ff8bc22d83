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
  /** More numbers of the same account, E.164: they can be called and texted, and the service may call and text from them. */
  poolNumbers?: string[];
  /** The peer's own telephone, E.164; without it she has none on the page. */
  peerPhone?: string;
  teams: { appId: string; appPassword: string; tenantId: string; tokenIssuer: string };
  /** Whose Teams accounts they are, with the code that links each, shown as a hint. */
  accounts: Record<AccountId, { name: string; invitationCode: string }>;
  /** What the page shows of the service's inside. */
  service: ServiceWindow;
  /** JSON, readable by its user only: phones' and chats' history survive a restart. */
  stateFile: string;
}

export type AccountId = "peer" | "coordinator";

/** The one way past the public endpoints: the clock, which no patient can move, and what left for whom. */
export interface ServiceWindow {
  /** The service's time, and when the next waiting job falls due. */
  readClock(): Promise<{ now: Date; nextDue: Date | undefined }>;
  /** Moves the service's time forward, from due time to due time. */
  moveClock(target: Date, stops: ClockStops): Promise<void>;
  /** The newest deliveries, newest first. */
  listDeliveries(): Promise<ServiceDelivery[]>;
}

/** What is told of a move while it goes on. */
export interface ClockStops {
  /** The clock stands at its next stop; what is due there is not done yet. */
  reached(now: Date): void;
  /** Nothing is due there any more. @returns false to end the move there */
  done(): Promise<boolean>;
}

/** A message that the service sent or is to send. */
export interface ServiceDelivery {
  id: string;
  /** When it was last tried, else written, by the service's clock. */
  at: Date;
  /** When it may leave, while it waits. */
  sendAfter: Date | undefined;
  channel: "sms" | "whatsapp" | "teams" | "voice" | undefined;
  /** E.164, of a phone. */
  number: string | undefined;
  /** The display name of a peer or coordinator. */
  name: string | undefined;
  class: string;
  state: string;
  reason: string | undefined;
  body: string;
  redraws: boolean;
}

/** Hosts that reach this machine only. */
export const LOOPBACK_HOSTS: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** The programme's number first, then the others. */
export function numbersOf({ number, poolNumbers = [] }: PlaygroundOptions): string[] {
  return [number, ...poolNumbers];
}

/** True if messages leave through the playground's own provider, so that it need not be polled over a network. */
export function usesLocalProvider(options: PlaygroundOptions): boolean {
  return options.apiBaseUrl.replace(/\/$/, "") === `${options.publicUrl}/playground/provider`;
}
