import type { Side } from "../../domain/sessions/session.ts";

/** What the provider asks of us about a call of a masked session: about one leg of it, or about the session. Ids only: no number, no name. */
export type LegStep = "answer" | "key" | "after" | "star" | "wait" | "ended";
export type SessionStep = "conference" | "enter" | "announce-limit";

export const legUrl = (publicUrl: string, step: LegStep, programmeId: string, legId: string): string =>
  `${publicUrl}/twilio/session/${step}?p=${programmeId}&l=${legId}`;

export const sessionUrl = (publicUrl: string, step: SessionStep, programmeId: string, sessionId: string): string =>
  `${publicUrl}/twilio/session/${step}?p=${programmeId}&s=${sessionId}`;

/** Where a call goes on that gave a session's PIN: only what the provider has signed is taken there. */
export const sessionEntryPath = (programmeId: string, sessionId: string, side: Side): string =>
  `/twilio/session/enter?p=${programmeId}&s=${sessionId}&w=${side}`;

/** What is said in a call that tells what waits, step by step: the delivery's id was committed before the call was made. */
export const outPath = (programmeId: string, deliveryId: string): string => `/twilio/voice/out?p=${programmeId}&d=${deliveryId}`;

/** Where the end of such a call is reported. */
export const outEndedUrl = (publicUrl: string, programmeId: string, deliveryId: string, attempt: number): string =>
  `${publicUrl}/twilio/voice/out/ended?p=${programmeId}&d=${deliveryId}&a=${attempt}`;
