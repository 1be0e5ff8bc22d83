import { startCall } from "../../domain/sessions/start-call.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { callText } from "./words.ts";

/** APPELER: who writes it is rung, and when they have taken the call, the other. */
export async function answerCall({ db, speaker, now }: Turn): Promise<Outcome> {
  return { say: [callText(await startCall(db, speaker.id, now), speaker.id)], question: "keep" };
}
