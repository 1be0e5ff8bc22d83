import type { XmlElement } from "../provider/xml.ts";
import type { Conferences } from "./conferences.ts";
import { type DialTools, dial } from "./dial.ts";
import { gather } from "./gather.ts";
import type { FlowEnd, Leg } from "./leg.ts";
import { CallProblem } from "./problem.ts";
import { speak } from "./speak.ts";
import type { Switchboard, VoiceDocument } from "./switchboard.ts";
import { readVerbs } from "./verbs.ts";

/** Time does not pass while the service speaks, so a document that calls itself would never end. */
const MOST_DOCUMENTS = 100;

/** Does what the service's documents say. */
export interface Runner {
  /** Begins at once with what `first` gives, in place of what the call does now, and hangs up when there is no more to do. */
  run(leg: Leg, first: () => Promise<VoiceDocument> | VoiceDocument): void;
}

/** A runner for a switchboard's calls. */
export function createRunner(board: Switchboard, conferences: Conferences): Runner {
  const tools: DialTools = {
    board,
    conferences,
    async whisper(leg, document) {
      await follow(leg, document);
    },
  };

  /** Follows documents to their end. */
  const follow = async (leg: Leg, first: VoiceDocument): Promise<void> => {
    const { signal } = leg.flow;
    let document: VoiceDocument | undefined = first;
    for (let read = 0; document && !signal.aborted; read++) {
      // https://www.twilio.com/docs/api/errors/11205 and its kin have none for this: the provider's calls end by their time limit.
      if (read === MOST_DOCUMENTS) throw new CallProblem(11215, "too many redirects");
      document = await perform(leg, readVerbs(document.twiml), document);
    }
  };
  /** @returns the document that takes over, if one does */
  const perform = async (leg: Leg, verbs: XmlElement[], document: VoiceDocument): Promise<VoiceDocument | undefined> => {
    for (const [at, verb] of verbs.entries()) {
      const { signal } = leg.flow;
      const isUnanswered = leg.call.startedAt === null;
      if (verb.name === "Reject" && at === 0 && isUnanswered) {
        // https://www.twilio.com/docs/voice/twiml/reject
        board.end(leg, verb.attributes.reason === "busy" ? "busy" : "no-answer");
        return undefined;
      }
      const waitsForBridge = verb.name === "Dial" && verb.attributes.answerOnBridge === "true" && verb.children[0]?.name !== "Conference";
      if (isUnanswered && verb.name !== "Redirect" && !waitsForBridge) board.answer(leg);
      const next = await performOne(leg, verb, document);
      board.store.changed();
      if (next || signal.aborted) return next;
    }
    return undefined;
  };
  const performOne = (leg: Leg, verb: XmlElement, document: VoiceDocument): Promise<VoiceDocument | undefined> | undefined => {
    switch (verb.name) {
      case "Gather":
        return gather(board, leg, verb, document);
      case "Dial":
        return dial(tools, leg, verb, document);
      case "Redirect":
        return board.ask(leg, document, verb.text.trim(), {}, verb.attributes.method);
      case "Hangup":
      case "Reject":
        board.end(leg, "completed");
        return undefined;
      default:
        speak(board, leg, [verb]);
        return undefined;
    }
  };

  return {
    run(leg, first) {
      leg.flow.abort("redirected" satisfies FlowEnd);
      const flow = new AbortController();
      leg.flow = flow;
      void (async () => {
        try {
          await follow(leg, await first());
          if (!flow.signal.aborted) board.end(leg, "completed");
        } catch (error) {
          if (flow.signal.aborted) return;
          board.fail(leg, error instanceof CallProblem ? error : new CallProblem(13000, String(error)));
        }
      })();
    },
  };
}
