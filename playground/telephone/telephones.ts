import { numbersOf } from "../options.ts";
import type { CallLine, ProviderCall } from "../state.ts";
import type { Conferences } from "./conferences.ts";
import { isOver, type Leg, note, type WaitView } from "./leg.ts";
import { stopRinging, takeByMachine } from "./ring.ts";
import type { Runner } from "./run.ts";
import { type Switchboard, WITHHELD } from "./switchboard.ts";

/** How sure a speech recogniser is of words that were typed. */
const CONFIDENCE = 0.92;
const SHOWN_CALLS = 3;

/** A call as its telephone shows it. */
export interface CallView {
  sid: string;
  direction: "incoming" | "outgoing";
  /** The service's number. */
  other: string;
  withheld: boolean;
  state: "ringing" | "live" | "ended";
  /** The provider's word for it. */
  status: ProviderCall["status"];
  startedAt: string | null;
  lines: CallLine[];
  waits: WaitView | undefined;
}

/** What a person does with a telephone that rings or with a live call. Who answers slowly is taken for a machine by a detection. */
export type Deed = "answer" | "answer-slowly" | "reject" | "ignore" | "stay-silent" | "hang-up";
export type Refused = "no-such-phone" | "no-such-number" | "in-use" | "no-call" | "not-ringing" | "not-live" | "not-asked";

/** The people's telephones: each has one call at a time. */
export interface Telephones {
  /** Calls one of the account's numbers. */
  call(from: string, to: string, withheld: boolean): Promise<{ sid: string } | Refused>;
  act(telephone: string, deed: Deed): Promise<Refused | undefined>;
  /** Presses keys, one after another. */
  press(telephone: string, keys: string): Promise<Refused | undefined>;
  say(telephone: string, words: string, confidence?: number): Promise<Refused | undefined>;
  /** Lets a machine take the calls from now on, the one that rings included, or no longer. */
  setVoicemail(telephone: string, on: boolean): Promise<Refused | undefined>;
  /** Its latest calls, oldest first. */
  view(telephone: string): CallView[];
}

/** Gives the people their telephones. */
export function openTelephones(board: Switchboard, conferences: Conferences, runner: Runner): Telephones {
  const { options, store, time } = board;
  const legOf = (telephone: string) =>
    [...board.legs.values()].find(({ call }) => call.telephone === telephone && call.status !== "queued");
  const has = (telephone: string) => store.state.phones.find(({ number }) => number === telephone);

  /** Does something with a telephone's call, at the service's present time. */
  const withCall = async (telephone: string, act: (leg: Leg) => Refused | undefined): Promise<Refused | undefined> => {
    await time.read();
    if (!has(telephone)) return "no-such-phone";
    const leg = legOf(telephone);
    if (!leg) return "no-call";
    const refused = act(leg);
    store.changed();
    return refused;
  };

  return {
    async call(from, to, withheld) {
      await time.read();
      if (!has(from)) return "no-such-phone";
      if (!numbersOf(options).includes(to)) return "no-such-number";
      if (legOf(from)) return "in-use";
      const leg = board.open(
        { direction: "inbound", from: withheld ? WITHHELD : from, to, telephone: from },
        { reports: { url: `${options.publicUrl}/twilio/voice/status`, method: "POST", events: new Set(["completed"]) } },
      );
      runner.run(leg, () => board.ask(leg, { url: undefined }, `${options.publicUrl}/twilio/voice`));
      return { sid: leg.call.sid };
    },
    act: (telephone, deed) =>
      withCall(telephone, (leg) => {
        const rings = leg.call.status === "ringing" && leg.call.direction !== "inbound";
        switch (deed) {
          case "hang-up":
            board.end(leg, leg.call.startedAt ? "completed" : leg.call.direction === "inbound" ? "canceled" : "busy");
            return undefined;
          case "stay-silent":
            if (!leg.wait?.silence) return "not-asked";
            leg.wait.silence();
            return undefined;
          default:
            if (!rings) return "not-ringing";
            if (deed === "answer") board.answer(leg);
            else if (deed === "answer-slowly") board.answer(leg, { slowly: true });
            else if (deed === "reject") board.end(leg, "busy");
            else stopRinging(board, leg, time.now());
            return undefined;
        }
      }),
    press: (telephone, keys) =>
      withCall(telephone, (leg) => {
        if (!leg.call.startedAt) return "not-live";
        note(leg, "person", `[${keys}]`);
        // What a key leads to may be the end of what was asked; the keys after it go to nobody, as in life.
        for (const key of keys) leg.wait?.press?.(key);
        return undefined;
      }),
    say: (telephone, words, confidence = CONFIDENCE) =>
      withCall(telephone, (leg) => {
        if (!leg.call.startedAt) return "not-live";
        note(leg, "person", words);
        if (leg.partner) note(leg.partner, "other", words);
        for (const { participants } of conferences.list()) {
          const speaker = participants.find((one) => one.leg === leg);
          if (!speaker || speaker.muted || speaker.hold) continue;
          for (const listener of participants) if (listener !== speaker && !listener.hold) note(listener.leg, "other", words);
        }
        leg.wait?.hear?.(words, confidence);
        return undefined;
      }),
    async setVoicemail(telephone, on) {
      await time.read();
      const phone = has(telephone);
      if (!phone) return "no-such-phone";
      phone.voicemail = on;
      const leg = legOf(telephone);
      if (on && leg?.call.status === "ringing" && leg.call.direction !== "inbound") takeByMachine(board, leg);
      store.changed();
      return undefined;
    },
    view: (telephone) =>
      store.state.calls
        .filter((call) => call.telephone === telephone && call.status !== "queued")
        .slice(-SHOWN_CALLS)
        .map((call) => toView(call, board.legs.get(call.sid))),
  };
}

function toView(call: ProviderCall, leg: Leg | undefined): CallView {
  const isIncoming = call.direction !== "inbound";
  return {
    sid: call.sid,
    direction: isIncoming ? "incoming" : "outgoing",
    other: isIncoming ? call.from : call.to,
    withheld: call.from === WITHHELD,
    state: !leg || isOver(leg) ? "ended" : call.startedAt ? "live" : "ringing",
    status: call.status,
    startedAt: call.startedAt,
    lines: call.lines,
    waits: leg?.wait?.view,
  };
}
