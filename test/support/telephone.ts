import { vi } from "vitest";

interface Line {
  who: "service" | "person" | "other" | "note";
  text: string;
  language?: string;
}

/** A call as the playground's page shows it. */
export interface ShownCall {
  sid: string;
  direction: "incoming" | "outgoing";
  other: string;
  state: "ringing" | "live" | "ended";
  status: string;
  lines: Line[];
  waits?: { kind: string; hints?: string[]; pressed?: string; others?: number };
}

/** The page's own HTTP surface. */
export interface Page {
  post(path: string, body: Record<string, unknown>): Promise<{ status: number; body: Record<string, unknown> }>;
  phones(): Promise<{ number: string; calls: ShownCall[] }[]>;
}

/** A telephone of the playground, in somebody's hand. What is done waits until it can be done. */
export interface TestTelephone {
  number: string;
  /** Calls a number of the service; the call is under way, not yet answered. */
  call(to: string, options?: { withheld?: boolean }): Promise<void>;
  /** Waits until it rings. */
  ringing(): Promise<ShownCall>;
  answer(): Promise<void>;
  /** Answers, and says nothing for so long that a detection would take them for a machine. */
  answerSlowly(): Promise<void>;
  /** Declines the call that rings: the caller is told busy. */
  reject(): Promise<void>;
  /** Lets it ring until the caller gives up, which is at once. */
  ignore(): Promise<void>;
  /** Lets a machine take the calls from now on, also the one that rings; or no longer. */
  voicemail(on?: boolean): Promise<void>;
  /** Presses keys once the call waits for something. */
  press(keys: string): Promise<void>;
  /** Says something once the call waits for something. */
  say(words: string, confidence?: number): Promise<void>;
  /** Says and presses nothing until the service no longer waits. No question runs out by itself while the clock stands. */
  silent(): Promise<void>;
  hangUp(): Promise<void>;
  /** All that the service or the other person has said in the latest call, a line each. */
  heard(): Promise<string>;
  /** Waits until one line that matches has been said, after the line that was waited for last, and gives it. */
  waitToHear(matching: RegExp): Promise<string>;
  /** Waits until the latest call is over, and gives the provider's word for how it ended. */
  ended(): Promise<string>;
  /** The latest call, as the page shows it. */
  latest(): Promise<ShownCall | undefined>;
}

/** Gives somebody a telephone of the page. */
export function telephoneOf(page: Page, number: string): TestTelephone {
  let read: { sid: string; lines: number } | undefined;
  const latest = async () => (await page.phones()).find((phone) => phone.number === number)?.calls.at(-1);
  const until = (is: (call: ShownCall) => boolean) =>
    vi.waitUntil(
      async () => {
        const call = await latest();
        return call && is(call) ? call : undefined;
      },
      { timeout: 15_000, interval: 15 },
    ) as Promise<ShownCall>;
  const post = async (path: string, body: Record<string, unknown>) => {
    const answer = await page.post(path, body);
    if (answer.status >= 300) throw new Error(`${path} on ${number} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const act = (deed: string) => post("call/act", { phone: number, deed });
  const rings = (call: ShownCall) => call.state === "ringing" && call.direction === "incoming";
  const waits = (call: ShownCall) => call.state === "live" && call.waits !== undefined;
  const isSaid = ({ who }: Line) => who === "service" || who === "other";

  return {
    number,
    latest,
    call: (to, { withheld = false } = {}) => post("call/start", { from: number, to, withheld }),
    ringing: () => until(rings),
    async answer() {
      await until(rings);
      await act("answer");
    },
    async answerSlowly() {
      await until(rings);
      await act("answer-slowly");
    },
    async reject() {
      await until(rings);
      await act("reject");
    },
    async ignore() {
      await until(rings);
      await act("ignore");
    },
    voicemail: (on = true) => post("phone/voicemail", { phone: number, on }),
    async press(keys) {
      await until(waits);
      await post("call/press", { phone: number, keys });
    },
    async say(words, confidence) {
      await until(waits);
      await post("call/say", { phone: number, text: words, ...(confidence !== undefined && { confidence }) });
    },
    async silent() {
      await until((call) => call.waits?.kind === "gather");
      await act("stay-silent");
    },
    hangUp: () => act("hang-up"),
    async heard() {
      return ((await latest())?.lines ?? [])
        .filter(isSaid)
        .map(({ text }) => text)
        .join("\n");
    },
    async waitToHear(matching) {
      const found = await vi.waitUntil(
        async () => {
          const call = await latest();
          if (!call) return undefined;
          const from = read?.sid === call.sid ? read.lines : 0;
          const at = call.lines.findIndex((line, index) => index >= from && isSaid(line) && matching.test(line.text));
          if (at < 0) return undefined;
          read = { sid: call.sid, lines: at + 1 };
          return call.lines[at]?.text;
        },
        { timeout: 15_000, interval: 15 },
      );
      return found ?? "";
    },
    async ended() {
      return (await until(({ state }) => state === "ended")).status;
    },
  };
}
