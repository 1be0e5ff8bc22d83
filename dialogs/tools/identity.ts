import type { CallTime } from "../../domain/calls/call-time.ts";

/** Who somebody is, and what they may ask of their data. */
export interface IdentityTools {
  /** Sets the code of a shared phone. */
  chooseCode(digits: string): Promise<"chosen" | "too-easy" | "not-a-code">;
  /** Tries the code of a shared phone; a pause after wrong ones answers as a wrong one. */
  giveCode(digits: string): Promise<"right" | "wrong">;
  /** Whether the programme has a number from which a machine may call the speaker. */
  mayBeCalled(): Promise<boolean>;
  /** How the speaker is told what waits, where no text arrives. */
  chooseCallTime(time: CallTime | "team"): Promise<void>;
  /** Begins a change of number: a code goes there. */
  requestNumber(said: string): Promise<"sent" | "not-a-number" | "refused" | "too-often">;
  /** Leaves a landline's number with the coordinators, who prove it by calling. */
  leaveLandline(said: string): Promise<"left" | "not-a-number">;
  confirmNumber(code: string): Promise<"moved" | "wrong" | "over" | "refused">;
  /** From a number that nobody knows: whose it may be is looked up later, and the answer is the same. */
  claimByReference(said: string): Promise<void>;
  /** Whether the writer knows what only the speaker should; if so the number is theirs again. */
  proveNumber(said: string): Promise<boolean>;
  /** The number belongs to somebody else now. */
  giveNumberUp(): Promise<void>;
  /** Where the speaker can see their data once. */
  exportLink(): Promise<string>;
  exportByPost(): Promise<void>;
  /** Where the speaker, a coordinator, can see once the data of somebody who wants them by post. */
  exportLinkFor(personId: string): Promise<string>;
  erase(): Promise<void>;
}
