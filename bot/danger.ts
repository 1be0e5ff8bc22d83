import { DateTime } from "luxon";
import { dangerText } from "../dialogs/danger-text.ts";
import { answeringText } from "../dialogs/human.ts";
import type { TextRef } from "../dialogs/prompt.ts";
import { answering } from "../domain/coordination/duty.ts";
import { openWorkItem } from "../domain/coordination/work-item.ts";
import type { SafetyAssessment } from "../domain/safety/assessment.ts";
import { planCheckBack } from "../domain/safety/check-back.ts";
import { recordIncident } from "../domain/safety/record-incident.ts";
import { raise } from "./alarm.ts";
import type { Outcome, Turn } from "./outcome.ts";

/** The lines for the situation, whoever is on duty paged, and what was under way left open. */
export async function answerDanger(turn: Turn, safety: SafetyAssessment): Promise<Outcome> {
  const page: TextRef = { key: turn.optedOut ? "coordinator.safetyOptedOut" : "coordinator.safety", args: { level: safety.level } };
  const { duty, outgoing } = await raise(turn, "safety", page);
  await recordIncident(turn.db, turn.speaker.id, safety, new Set(outgoing.map(({ personId }) => personId)).size);
  await planCheckBack(turn.db, turn.speaker.id, safety, turn.now, turn.programme.settings.sending.holidayCountry);
  const say: TextRef[] = dangerText(safety, turn.tools.where);
  // words about violence get a neutral answer: who reads along must learn nothing more
  if (safety.situation !== "violence") {
    const keys = { now: "safety.paged", until: "safety.nobodyUntil", never: "safety.nobodyOnDuty" } as const;
    say.push(answeringText(answering(duty), keys, turn.speaker), { key: "safety.human" });
  }
  if (isOpen(turn)) say.push({ key: "safety.goOn" });
  return { say, class: "safety", question: "keep", prolongsQuestion: true, outgoing };
}

/** A question that waits for its answer, and so can be taken up again. */
function isOpen({ question, now, locked }: Turn): boolean {
  if (!question || locked) return false;
  const opensAt = question.opensAt && DateTime.fromISO(question.opensAt);
  return DateTime.fromISO(question.expiresAt) > now && !(opensAt && opensAt > now);
}

/** A peer's ALERTE: whoever is on duty is paged, and the peer is told what they may count on. */
export async function answerAlert(turn: Turn): Promise<Outcome> {
  const { duty, outgoing } = await raise(turn, "peer-alert", { key: "coordinator.peerAlert" });
  const keys = { now: "peer.alerted", until: "peer.alertedUntil", never: "peer.alertedNobody" } as const;
  return { say: [answeringText(answering(duty), keys, turn.speaker)], class: "safety", question: "keep", outgoing };
}

/** Nothing automatic is said to somebody who is frozen: what they write waits for a person. */
export async function answerFrozen(turn: Turn): Promise<Outcome> {
  await openWorkItem(turn.db, "asked-for-human", turn.speaker.id);
  return { say: [{ key: "team.answersInPerson" }], question: "keep" };
}
