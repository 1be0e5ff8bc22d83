import type { XmlElement } from "../provider/xml.ts";
import type { Leg } from "./leg.ts";
import { speak } from "./speak.ts";
import type { Switchboard, VoiceDocument } from "./switchboard.ts";

/** A machine's tape ends. */
const MACHINE_LISTENS_TO = 3;

type Heard = { keys: string; finishedBy: string } | { words: string; confidence: number } | "nothing" | "interrupted";

/**
 * Asks for keys or speech, and the service what it makes of them.
 *
 * @returns what the service answers, or nothing if the call goes on with the next verb or elsewhere
 * @throws {CallProblem} if the service does not answer
 * @see https://www.twilio.com/docs/voice/twiml/gather
 */
export async function gather(board: Switchboard, leg: Leg, verb: XmlElement, document: VoiceDocument): Promise<VoiceDocument | undefined> {
  speak(board, leg, verb.children);
  const heard = await listen(board, leg, verb);
  if (heard === "interrupted") return undefined;
  const { action = document.url ?? "", method, actionOnEmptyResult } = verb.attributes;
  if (heard === "nothing") {
    if (actionOnEmptyResult?.toLowerCase() !== "true") return undefined;
    return board.ask(leg, document, action, {}, method);
  }
  const fields: Record<string, string> =
    "keys" in heard
      ? { Digits: heard.keys, FinishedOnKey: heard.finishedBy }
      : { SpeechResult: heard.words, Confidence: String(heard.confidence) };
  return board.ask(leg, document, action, fields, method);
}

function listen(board: Switchboard, leg: Leg, { attributes }: XmlElement): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const { signal } = leg.flow;
  if (signal.aborted) return Promise.resolve("interrupted");
  const inputs = (attributes.input ?? "dtmf").split(/[\s,]+/);
  const wanted = Number(attributes.numDigits ?? Number.POSITIVE_INFINITY);
  const finishOnKey = attributes.finishOnKey ?? "#";
  const timeoutMs = Number(attributes.timeout ?? 5) * 1000;
  let callOff = () => {};

  const view = {
    kind: "gather" as const,
    keys: inputs.includes("dtmf"),
    speech: inputs.includes("speech"),
    hints: (attributes.hints ?? "")
      .split(",")
      .map((hint) => hint.trim())
      .filter(Boolean),
    pressed: "",
  };
  const settle = (heard: Heard) => {
    callOff();
    signal.removeEventListener("abort", interrupt);
    leg.wait = undefined;
    resolve(heard);
  };
  const interrupt = () => settle("interrupted");
  const giveUp = () => settle(view.pressed ? { keys: view.pressed, finishedBy: "" } : "nothing");
  const waitFrom = (fromMs: number) => {
    callOff();
    callOff = board.time.at(fromMs + timeoutMs, giveUp);
  };
  leg.wait = {
    view,
    silence() {
      leg.silences += 1;
      giveUp();
    },
    ...(view.keys && {
      press(key) {
        if (key === finishOnKey) return settle(view.pressed ? { keys: view.pressed, finishedBy: key } : "nothing");
        view.pressed += key;
        if (view.pressed.length >= wanted) return settle({ keys: view.pressed, finishedBy: "" });
        waitFrom(board.time.now().getTime());
      },
    }),
    ...(view.speech && {
      hear: (words, confidence) => settle({ words, confidence }),
    }),
  };
  signal.addEventListener("abort", interrupt);
  if (leg.holder === "person") waitFrom(leg.talksUntilMs);
  else setImmediate(() => leaveUnanswered(board, leg));
  board.store.changed();
  return promise;
}

/** A machine, and somebody who only listens, let the question pass; a machine hangs up at last. */
function leaveUnanswered(board: Switchboard, leg: Leg): void {
  leg.wait?.silence?.();
  if (leg.holder !== "machine" || leg.silences < MACHINE_LISTENS_TO) return;
  board.end(leg, "completed");
}
