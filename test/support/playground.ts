import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { vi } from "vitest";
import { type Config, readConfig } from "../../bot/config.ts";
import { loadDemo } from "../../bot/demo.ts";
import { freePort } from "../../bot/embedded-postgres/free-port.ts";
import { localEnvironment } from "../../bot/local-environment.ts";
import { openLog } from "../../bot/log.ts";
import { startWeb } from "../../bot/web.ts";
import { startWorker } from "../../bot/worker.ts";
import { cardText, findAction, plainWords } from "./card-words.ts";
import { createTestDatabase } from "./database.ts";
import { askNoQuestionnaires, MONDAY_10H } from "./service.ts";
import { type ShownCall, type TestTelephone, telephoneOf } from "./telephone.ts";
import { messagesOf } from "./twiml.ts";
import { webhooksOf } from "./webhook.ts";

type Json = Record<string, unknown>;
export type AccountId = "peer" | "coordinator";

interface View {
  phones: { number: string; messages: { id: string; side: string; text: string; state: string }[]; calls: ShownCall[] }[];
  chats: Record<AccountId, { activities: ChatActivity[] }>;
  clock: { aheadMs: number; moving?: unknown; stuck: boolean };
}
interface ChatActivity {
  id: string;
  state: "sending" | "delivered" | "failed";
  side: "user" | "bot" | "notice";
  text: string;
  cards: Json[];
}

export interface Phone {
  number: string;
  /** Texts the service and gives what it answered at once, each message in one line. @param to another of its numbers, from a phone of the page */
  say(text: string, to?: string): Promise<string[]>;
  /** Everything that came to this phone, oldest first, each in one line. */
  received(): Promise<string[]>;
  /** Waits until something that matches has come, and gives it. */
  waitFor(matching: RegExp): Promise<string>;
}

export interface TeamsChat {
  say(text: string): Promise<void>;
  /** Presses a card's button: the newest card that has it. Gives the card that answers, as text. */
  press(verb: string, data?: Json): Promise<string>;
  /** The button as the card shows it now, to be pressed later, and more than once: an old copy of the card. */
  copy(verb: string, data?: Json): Promise<() => Promise<string>>;
  /** All that the bot has written in this chat, texts and cards, as text, oldest first. */
  shown(): Promise<string[]>;
  /** Waits until the bot has written something that matches. */
  waitFor(matching: RegExp): Promise<string>;
}

/** The product with its playground, driven by the playground's own HTTP endpoints, as its page does. */
export interface TestPlayground {
  config: Config;
  /** The owner's connection, for looking at what is stored. */
  owner: pg.Client;
  url: string;
  logged(): string;
  phone(number: string): Phone;
  /** A telephone of the page, to call and be called with: the same object for the same number. Any other number has to be added by `addPhone`. */
  telephone(number: string): TestTelephone;
  /** Puts one more phone on the page, and gives its number. A landline takes no SMS. */
  addPhone(options?: { landline?: boolean }): Promise<string>;
  /** How reports on calls and conferences reach the service: `late` and `shuffled` ones are held until they are released. */
  callbacks: { choose(order: "normal" | "late" | "twice" | "shuffled"): Promise<void>; release(): Promise<void> };
  /** `phone(from).say(body)`. */
  text(from: string, body: string): Promise<string[]>;
  chat: Record<AccountId, TeamsChat>;
  /** Moves the clock to a wall time in Paris, from due job to due job. */
  moveClock(wallTime: string): Promise<void>;
  /** While `work` runs no worker does what falls due; the time may pass all the same, at once. */
  withoutWorker(work: (passTime: (instant: string) => Promise<void>) => Promise<void>): Promise<void>;
  /** The provider's webhooks, to repeat one, or to report on a message. */
  hooks: ReturnType<typeof webhooksOf>;
  /** Waits until no job is due or running. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts web (with the playground), worker and a database of their own.
 *
 * @param at where the clock stands: Monday 23 November 2026, 10:00, if not said
 * @param withQuestionnaires nobody is sent one unless it is said so
 */
export async function startPlayground({
  at = MONDAY_10H,
  withQuestionnaires = false,
}: {
  at?: string;
  withQuestionnaires?: boolean;
} = {}): Promise<TestPlayground> {
  const [database, port] = await Promise.all([createTestDatabase(), freePort()]);
  const home = mkdtempSync(join(tmpdir(), "passerelle-playground-"));
  const url = `http://127.0.0.1:${port}`;
  const env = localEnvironment({ PASSERELLE_HOME: home, PORT: String(port), DATABASE_URL: database.url, DATABASE_POOL_SIZE: "10" }, home);
  const config = readConfig(env);
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  // several may wait at once
  const waiting = new pg.Pool({ connectionString: database.url, max: 4 });
  await owner.query("update clock set standing_at = $1", [at]);
  await loadDemo(config);
  if (!withQuestionnaires) await askNoQuestionnaires(owner);
  // the demo's peers had theirs in its own days
  if (at !== MONDAY_10H) await owner.query("update peer set last_supervision_on = service_now()::date");
  let lines = "";
  const log = openLog("test", "info", {
    write: (line: string) => {
      lines += line;
    },
  });
  const web = await startWeb(config, log, { stateFile: join(home, "playground.json") });
  let worker = await startWorker(config, log, { pollMs: 50 });

  const hooks = webhooksOf(config);
  const post = async (path: string, body: Json): Promise<{ status: number; body: Json }> => {
    const response = await fetch(`${url}/playground/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Json) : {} };
  };
  const view = async () => (await (await fetch(`${url}/playground/api/state`)).json()) as View;
  const { accountSid, authToken } = config.twilio;
  /** What the provider has sent to a number, oldest first. */
  const sentTo = async (number: string): Promise<string[]> => {
    const list = `${config.twilio.apiBaseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json?${new URLSearchParams({ To: number, PageSize: "1000" })}`;
    const response = await fetch(list, {
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
    });
    const { messages } = (await response.json()) as { messages: { body: string; direction: string }[] };
    return messages
      .filter(({ direction }) => direction.startsWith("outbound"))
      .map(({ body }) => oneLine(body))
      .reverse();
  };

  const phone = (number: string): Phone => ({
    number,
    async say(text, to) {
      const known = (await view()).phones.find((listed) => listed.number === number);
      if (!known) return textDirectly(number, text);
      const before = (await sentTo(number)).length;
      await post("phone/send", { from: number, text, ...(to && { to }) });
      await vi.waitUntil(
        async () => {
          const listed = (await view()).phones.find((candidate) => candidate.number === number);
          const state = listed?.messages.findLast(({ side }) => side === "sent")?.state;
          if (state === "failed") throw new Error("The service did not take the text.");
          return (
            state === "delivered" &&
            listed?.messages.filter(({ side }) => side === "sent").length !== known.messages.filter(({ side }) => side === "sent").length
          );
        },
        { timeout: 15_000, interval: 15 },
      );
      return (await sentTo(number)).slice(before);
    },
    received: () => sentTo(number),
    waitFor: (matching) => waitForText(() => sentTo(number), matching),
  });

  const telephones = new Map<string, TestTelephone>();
  const telephone = (number: string): TestTelephone => {
    const known = telephones.get(number) ?? telephoneOf({ post, phones: async () => (await view()).phones }, number);
    telephones.set(number, known);
    return known;
  };

  /** A phone that the page does not show (a peer without Teams): its texts go in as the provider sends them. */
  async function textDirectly(from: string, body: string): Promise<string[]> {
    const { status, body: twiml } = await hooks.deliver(hooks.sms(from, body));
    if (status !== 200) throw new Error(`The webhook answered ${status}.`);
    return messagesOf(twiml);
  }

  const chat = (account: AccountId): TeamsChat => {
    const activities = async () => (await view()).chats[account].activities;
    const shown = async () =>
      (await activities()).filter(({ side }) => side === "bot").map(({ text, cards }) => oneLine([text, ...cards.map(cardText)].join(" ")));
    return {
      async say(text) {
        const written = (await activities()).filter(({ side }) => side === "user").length;
        await post("teams/send", { account, text, language: "fr" });
        await vi.waitUntil(
          async () => {
            const mine = (await activities()).filter(({ side }) => side === "user");
            if (mine.at(-1)?.state === "failed") throw new Error("The service did not take the message.");
            return mine.length > written && mine.at(-1)?.state === "delivered";
          },
          { timeout: 15_000, interval: 15 },
        );
        await drain();
      },
      async copy(verb, data = {}) {
        const found = (await activities())
          .flatMap(({ id, cards }) => cards.map((card, cardIndex) => ({ id, cardIndex, action: findAction(card, verb, data) })))
          .findLast(({ action }) => action);
        if (!found?.action) throw new Error(`No card in the ${account}'s chat has the button ${verb}.`);
        const { id, cardIndex, action } = found;
        const execute = {
          type: "Action.Execute",
          verb,
          title: String(action.title ?? ""),
          data: { ...(action.data as Json), ...data },
        };
        return async () => {
          const { status, body } = await post("teams/action", { account, activityId: id, cardIndex, language: "fr", action: execute });
          if (status !== 200) throw new Error(`The button ${verb} was answered ${status}.`);
          await drain();
          return oneLine(plainWords(JSON.stringify(body)));
        };
      },
      press: async (verb, data) => await (await chat(account).copy(verb, data))(),
      shown,
      waitFor: (matching) => waitForText(shown, matching),
    };
  };

  async function drain(): Promise<void> {
    await vi.waitUntil(
      async () => {
        const { rows } = await waiting.query<{ busy: number }>(
          `select count(*)::integer as busy from graphile_worker._private_jobs j where (j.run_at <= clock_timestamp() or j.locked_at is not null) and j.attempts < j.max_attempts`,
        );
        return rows[0]?.busy === 0;
      },
      { timeout: 20_000, interval: 20 },
    );
  }

  await post("teams/open", { language: "fr" });
  return {
    config,
    owner,
    url,
    logged: () => lines,
    phone,
    telephone,
    addPhone: async ({ landline = false } = {}) => String((await post("phone/new", { landline })).body.number),
    callbacks: {
      choose: async (order) => void (await post("callbacks/order", { order })),
      release: async () => void (await post("callbacks/release", {})),
    },
    text: (from, body) => phone(from).say(body),
    chat: { peer: chat("peer"), coordinator: chat("coordinator") },
    async moveClock(wallTime) {
      await drain();
      const { status } = await post("clock/move", { to: { wallTime } });
      if (status !== 202) throw new Error(`The clock can't be moved to ${wallTime}: ${status}.`);
      await vi.waitUntil(
        async () => {
          const { clock } = await view();
          if (clock.stuck) throw new Error("The clock is stuck: no worker does what is due.");
          return !clock.moving;
        },
        { timeout: 60_000, interval: 20 },
      );
      await drain();
    },
    async withoutWorker(work) {
      await worker.stop();
      await work(async (instant) => void (await owner.query("select move_clock($1)", [instant])));
      worker = await startWorker(config, log, { pollMs: 50 });
      await drain();
    },
    hooks,
    drain,
    async stop() {
      await Promise.allSettled([web.stop(), worker.stop()]);
      await Promise.all([owner.end(), waiting.end()]);
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function waitForText(list: () => Promise<string[]>, matching: RegExp): Promise<string> {
  const found = await vi.waitUntil(async () => (await list()).findLast((text) => matching.test(text)), { timeout: 15_000, interval: 20 });
  return found ?? "";
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
