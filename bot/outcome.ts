import type { DateTime } from "luxon";
import type pg from "pg";
import type { Spoken } from "../adapters/twilio/voice-twiml.ts";
import type { AdaptiveCard } from "../cards/card.ts";
import type { Question } from "../dialogs/dialog.ts";
import type { Prompt, TextRef } from "../dialogs/prompt.ts";
import type { DialogTools, Speaker } from "../dialogs/tools.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { VoiceCall } from "../domain/calls/voice-call.ts";
import type { Takeover } from "../domain/coordination/takeover.ts";
import type { Locale } from "../domain/locale.ts";
import type { ProgrammeSettings } from "../domain/programmes/settings.ts";
import type { TurnEffects } from "./turn-effects.ts";

/**
 * Through which door an event came. What is in it is read by the SQL function take_turn().
 * `byOutbox`: the message was found later, nobody waits for a response to it. `byPhone`: by text, though Teams comes first.
 * `runsFrozen`: a person wrote it, or it only ends or forgets something, so that it runs for somebody who is frozen too.
 */
export type Door =
  | { kind: "sms" | "whatsapp"; sender: string; addressKey: string; sealed: string; countries?: string[]; locale?: Locale; byOutbox?: true }
  | {
      kind: "voice";
      sender: string;
      /** null: the number is withheld. */
      addressKey: string | null;
      sealed: string | null;
      callSid: string;
      step: number;
      textable: boolean;
      countries: string[];
      /** The question that the caller was asked, by its number. */
      asked: number | null;
      locale?: Locale;
      /** We called, for this delivery to this person. */
      out?: { programmeId: string; personId: string; deliveryId: string };
    }
  | { kind: "teams"; addressKey: string; programmeId?: string }
  | { kind: "job"; programmeId: string; personId: string; byPhone?: boolean; runsFrozen?: boolean };

export type DeliveryClass =
  | "reply"
  | "stop-confirmation"
  | "safety"
  | "appointment"
  | "reminder"
  | "urgent"
  | "request"
  | "notice"
  | "human"
  | "number-code"
  | "relay"
  | "questionnaire";

/** A message to somebody, as a handler wants it; the turn makes deliveries of it. */
export interface Outgoing {
  personId: string;
  class: DeliveryClass;
  body: string;
  addressId?: string;
  /** The number it leaves from, where it matters: a session's. */
  senderId?: string;
  appointmentId?: string;
  /** Another version of the appointment makes it void. */
  appointmentVersion?: number;
  card?: AdaptiveCard;
  redrawsId?: string;
  /** Said to their phone by a call, and not written. */
  byCall?: true;
  /** It asks something: never from a sender that can't be answered. */
  asks?: true;
  /** Whose number stands where the body says `{number}`: put in by the module that sends, and stored nowhere. */
  revealsPersonId?: string;
  expiresAt?: DateTime;
  sendAfter?: DateTime;
}

/** What waits on a shared phone until its code is given. */
export interface LockedMessage {
  say: TextRef[];
  prompt?: Prompt;
  question?: OpenedQuestion;
  /** What the person wrote before the code: it is heard after it. */
  heard?: string;
}

/** A question as a handler opens it; the turn adds the rest. */
export type OpenedQuestion = Omit<Question, "number" | "channel" | "expiresAt" | "opensAt" | "prompt" | "misses" | "letter">;

/** What a handler makes of a turn. */
export interface Outcome {
  /** Said before the prompt. Safety lines stand in a message of their own. */
  say: TextRef[];
  class?: DeliveryClass;
  prompt?: Prompt;
  /** The question that is open after the turn: a new one is numbered by the turn. `"keep"` leaves it as it is. */
  question: OpenedQuestion | "keep" | "missed" | null;
  /** This question may be asked aside: with a letter before its numbers, if another one is open. */
  mayStandAside?: boolean;
  /** Until when its answer counts, if longer than a question in a conversation: what is asked out of the blue may be read hours later. */
  asksUntil?: DateTime;
  /** The open question lives as long from now on as a new one would. */
  prolongsQuestion?: true;
  /** The question that stood aside is settled. */
  closesAside?: boolean;
  /** The code of a shared phone was given: what is said from now on may be read, until this. */
  unlockedUntil?: DateTime;
  /** What waited for the code has been said. */
  releasesLocked?: boolean;
  /** What was written without the code, for after it. */
  keepsHeard?: string;
  /** The number was given up by the turn's person: the event is taken again, by the new person whose it is. */
  startsOver?: (turn: Turn) => Promise<Outcome>;
  /** The appointment that is spoken of, in the version that it has: another one makes a reminder void. */
  about?: { appointmentId: string; version: number };
  /** The form that it asks for. */
  responseId?: string;
  /** The number that it leaves from, where it matters: a session's. */
  senderId?: string;
  expiresAt?: DateTime;
  /** The redrawn card that answers a click. */
  card?: AdaptiveCard;
  /** To this person or others: cards, pages to coordinators. */
  outgoing?: Outgoing[];
  /** No message at all, though something may be said: the provider has answered already. */
  silent?: boolean;
  /** When this may be sent, if not at once. */
  sendAfter?: DateTime;
  /** It asks whether automated calls are right: it may be asked by one, of somebody who never agreed to any. */
  asksCalls?: true;
  /** The open question is shown here as well: an answer there counts. */
  movesQuestionTo?: string;
  /** In a call: said as it is, in the place of `say` and `prompt`. */
  spoken?: Spoken;
  /** In a call: said before all else, in another language than the caller's. */
  offersLocale?: true;
  /** The call ends with this. */
  hangsUp?: true;
}

/** A call that is being answered. */
export interface Call extends VoiceCall {
  sid: string;
  /** Which answer of ours is given now. */
  step: number;
  /** The question that the caller was asked, by its number. */
  asked: number | null;
  /** The person can be written to. */
  textable: boolean;
  callerKey: string | null;
  /** The number that was called; of a call of ours, the number that it was made from. */
  called: string;
  /** The delivery that we called for; null: they called. */
  out: string | null;
}

/** A turn that has been taken: the conversation is locked until the handler's outcome is committed. */
export interface Turn {
  db: pg.PoolClient;
  now: DateTime;
  programme: { id: string; name: string; zone: string; settings: ProgrammeSettings };
  speaker: Speaker;
  /** Where the answer goes: for an event its own channel, for a job the person's first live address. */
  channel: string;
  addressId: string | null;
  optedOut: boolean;
  question: Question | null;
  /** A question that was asked while another was open. */
  aside: Question | null;
  /** A conversation with a coordinator that is under way, whichever of the two speaks. */
  takeover: (Takeover & { coordinatorLocale: Locale }) | null;
  /** A shared phone whose code has not been given lately: nothing of content is said. */
  locked: boolean;
  /** What waits for the code. */
  lockedMessages: LockedMessage[];
  /** How many days nothing had come from this address before this event. */
  unheardDays: number;
  rates: { minute: number; day: number } | null;
  /** The number that was texted or called, if it is one of those that sessions use. */
  sessionNumber: string | null;
  /** The call that this is an event of; null on every other channel. */
  call: Call | null;
  /** Countries the number that texted may be of; null where nobody texted. */
  countries: string[] | null;
  isReply: boolean;
  /** Whether talks by video can be offered. */
  hasVideo: boolean;
  /** An appointment with the link by which the turn's person comes to it, where it is booked by video. */
  linked<Found extends Appointment | undefined>(appointment: Found): Found;
  tools: DialogTools;
  effects: TurnEffects;
}
