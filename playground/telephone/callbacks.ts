import { callWebhook, type WebhookMethod } from "../provider/webhook.ts";

/**
 * How reports on calls and conferences reach the service: each after the one before it; held until they are released (`late`, `shuffled`); or two times.
 * Shuffled ones come newest first when they are released. The provider promises none of these orders, nor that a report comes once.
 */
export type CallbackOrder = "normal" | "late" | "twice" | "shuffled";

export interface Callback {
  /** What is reported on: reports on one thing do not overtake each other. */
  stream: string;
  url: string;
  method: WebhookMethod;
  fields: Record<string, string>;
}

export interface Callbacks {
  readonly order: CallbackOrder;
  /** How many are held. */
  readonly held: number;
  /** What is held stays so until it is released. */
  choose(order: CallbackOrder): void;
  send(callback: Callback): void;
  release(): void;
  /** Settles when nothing is under way; what is held does not count. */
  idle(): Promise<void>;
}

/** Sends reports; what the service answers to one is not looked at. */
export function startCallbacks(authToken: string, stop: AbortSignal): Callbacks {
  const streams = new Map<string, Promise<unknown>>();
  let order: CallbackOrder = "normal";
  let held: Callback[] = [];

  const queue = ({ stream, url, method, fields }: Callback) => {
    const before = streams.get(stream) ?? Promise.resolve();
    const sending = before
      .then(() => callWebhook(url, fields, authToken, stop, method))
      .catch(() => undefined)
      .finally(() => {
        if (streams.get(stream) === sending) streams.delete(stream);
      });
    streams.set(stream, sending);
  };
  return {
    get order() {
      return order;
    },
    get held() {
      return held.length;
    },
    choose(chosen) {
      order = chosen;
    },
    send(callback) {
      if (order === "late" || order === "shuffled") held.push(callback);
      else for (let times = order === "twice" ? 2 : 1; times > 0; times--) queue(callback);
    },
    release() {
      const released = order === "shuffled" ? held.toReversed() : held;
      held = [];
      // One after another whatever they report on, or their order would be chance.
      for (const callback of released) queue({ ...callback, stream: "released" });
    },
    async idle() {
      while (streams.size > 0) await Promise.all(streams.values());
    },
  };
}
