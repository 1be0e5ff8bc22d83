import { setTimeout as wait } from "node:timers/promises";
import { type EndStatus, isOver, type Leg, note } from "./leg.ts";
import type { Switchboard } from "./switchboard.ts";

/** Between the API's answer and what happens then: nobody's telephone rings at once. */
const CONNECT_MS = 150;
const GREETING = "Bonjour, vous êtes bien sur ma messagerie. Laissez un message après le signal.";

/**
 * Rings a telephone until it is taken. One that is in use is busy; a machine takes the call if there is one; a number that is no telephone
 * of the page is taken by a stranger, if the call says who holds it, and by nobody otherwise.
 *
 * @returns how it went; unless it was answered the call is over
 */
export async function ring(board: Switchboard, leg: Leg, timeoutSeconds: number): Promise<"answered" | EndStatus> {
  const { store, time, legs } = board;
  const { telephone } = leg.call;
  board.report(leg, "initiated");
  const connecting = wait(CONNECT_MS).then(() => time.read());
  board.track(connecting);
  await connecting;
  if (isOver(leg)) return leg.taken.promise;
  const phone = store.state.phones.find(({ number }) => number === telephone);
  const isInUse = [...legs.values()].some((other) => other !== leg && other.call.telephone === telephone);
  if (isInUse && !phone?.voicemail) {
    board.end(leg, "busy");
    return leg.taken.promise;
  }
  leg.call.status = "ringing";
  store.changed();
  board.report(leg, "ringing");
  if (phone?.voicemail) takeByMachine(board, leg);
  else if (phone) leg.callOff.push(time.at(time.now().getTime() + timeoutSeconds * 1000, (due) => stopRinging(board, leg, due)));
  else if (leg.holder === "stranger") board.answer(leg);
  else stopRinging(board, leg, time.now());
  return leg.taken.promise;
}

/** Nobody took it in time. */
export function stopRinging(board: Switchboard, leg: Leg, at: Date): void {
  if (leg.call.status === "ringing") board.end(leg, "no-answer", at);
}

/** A machine takes the call and says its words; whether anybody hears them is the service's affair. */
export function takeByMachine(board: Switchboard, leg: Leg): void {
  leg.holder = "machine";
  note(leg, "person", GREETING, "fr-FR");
  board.answer(leg);
}
