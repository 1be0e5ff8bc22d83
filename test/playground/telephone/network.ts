import { createRequire } from "node:module";
import type Twilio from "twilio";
import type { PlaygroundOptions } from "../../../playground/options.ts";
import { type TestTelephone, telephoneOf } from "../../support/telephone.ts";
import { postAsPage, type StandIn, startStandIn, viewNow } from "../stand-in.ts";

const require = createRequire(import.meta.url);

/** Two of the page's telephones, the programme's number and another of the account. */
export const [LOU, SAM] = ["+33639980001", "+33639980002"];
export const [PROGRAMME, POOL] = ["+33937990001", "+33199000091"];

export interface Network {
  standIn: StandIn;
  options: PlaygroundOptions;
  /** The vendor's own client, its requests sent to the network here: only the host is exchanged. */
  client: Twilio.Twilio;
  telephone(number: string): TestTelephone;
  /** The address of a step of the service's voice. */
  step(name: string): string;
  post(path: string, body: Record<string, unknown>): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Moves the service's clock, which stands. */
  pass(seconds: number): void;
  /** What was reported or asked at a step, in order. */
  seen(path: string): Record<string, string>[];
  close(): Promise<void>;
}

/** Starts the playground with a service whose voice is what the test says, and whose clock stands at `2026-11-23T09:00Z`. */
export async function startNetwork(changes: Partial<PlaygroundOptions> = {}): Promise<Network> {
  let now = Date.parse("2026-11-23T09:00:00Z");
  const service: PlaygroundOptions["service"] = {
    readClock: async () => ({ now: new Date(now), nextDue: undefined }),
    moveClock: async () => undefined,
    listDeliveries: async () => [],
  };
  const standIn = await startStandIn({ poolNumbers: [POOL], service, ...changes });
  const { options } = standIn;
  const twilio = require("twilio") as typeof Twilio;
  const requestClient = new twilio.RequestClient();
  const request = requestClient.request.bind(requestClient);
  requestClient.request = (wanted) => request({ ...wanted, uri: wanted.uri.replace("https://api.twilio.com", options.apiBaseUrl) });
  const post: Network["post"] = async (path, body) => {
    const response = await postAsPage(options, path, body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const telephones = new Map<string, TestTelephone>();
  const page = { post, phones: async () => (await viewNow(options)).phones };
  return {
    standIn,
    options,
    client: twilio(options.accountSid, options.authToken, { httpClient: requestClient, autoRetry: false }),
    telephone(number) {
      const telephone = telephones.get(number) ?? telephoneOf(page, number);
      telephones.set(number, telephone);
      return telephone;
    },
    step: (name) => `${options.publicUrl}/twilio/voice/${name}`,
    post,
    pass(seconds) {
      now += seconds * 1000;
    },
    seen: (wanted) => standIn.seen.voice.filter(({ path }) => path === wanted).map(({ fields }) => fields),
    close: () => standIn.close(),
  };
}
