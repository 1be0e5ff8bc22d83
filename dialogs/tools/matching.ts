import type { Exclusion } from "../../domain/peers/matching/exclusions.ts";
import type { Preferences } from "../../domain/peers/matching/preferences.ts";

/** Whom a patient would like and whom not, and the waitlist. */
export interface MatchingTools {
  joinWaitlist(requestId: string): Promise<void>;
  /** The request by which the speaker is on the waitlist, if they are. */
  waitingRequest(): Promise<string | undefined>;
  closeRequest(requestId: string): Promise<void>;
  excludePeer(peerId: string): Promise<void>;
  /** Everybody of that first name. */
  excludeName(name: string): Promise<"excluded" | "nobody">;
  excludePlace(kind: "hospital" | "town", value: string): Promise<void>;
  setPreferences(changed: { gender?: "woman" | "man" | null; birthDecade?: number | null }): Promise<void>;
  listWishes(): Promise<{ exclusions: Exclusion[]; preferences: Preferences }>;
  clearWishes(): Promise<void>;
}
