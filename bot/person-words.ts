import { changeNumber } from "../dialogs/change-number.ts";
import { erase } from "../dialogs/erase.ts";
import { myData } from "../dialogs/my-data.ts";
import { questionnaire } from "../dialogs/questionnaire.ts";
import type { TextKey } from "../dialogs/texts/texts.ts";
import { type OptOutTopic, optInTo, optOutOf } from "../domain/people/opt-out.ts";
import type { Outcome, Turn } from "./outcome.ts";
import { enter } from "./walk.ts";
import type { GlobalWord } from "./words.ts";

/** What people may always ask about themselves: another number, their data, fewer messages. */
export type PersonWord = Extract<
  GlobalWord,
  "number" | "my-data" | "erase" | "stop-reminders" | "stop-questions" | "resume-reminders" | "resume-questions"
>;

export async function answerPersonWord(turn: Turn, word: PersonWord): Promise<Outcome> {
  switch (word) {
    case "number":
      return enter(turn, changeNumber);
    case "my-data":
      return enter(turn, myData);
    case "erase":
      return enter(turn, erase);
    case "stop-reminders":
      return stopTopic(turn, "reminders", "topic.remindersStopped");
    case "stop-questions":
      // the question of one of them is over as well
      return { ...(await stopTopic(turn, "questionnaires", "topic.questionsStopped")), ...(asksForm(turn) && { question: null }) };
    case "resume-reminders":
      return resumeTopic(turn, "reminders", "topic.remindersResumed");
    case "resume-questions":
      return resumeTopic(turn, "questionnaires", "topic.questionsResumed");
  }
}

const asksForm = ({ question }: Turn): boolean => question?.dialog === questionnaire.name;

async function stopTopic({ db, speaker }: Turn, topic: OptOutTopic, key: TextKey): Promise<Outcome> {
  await optOutOf(db, speaker.id, topic);
  return { say: [{ key }], question: "keep" };
}

async function resumeTopic({ db, speaker }: Turn, topic: OptOutTopic, key: TextKey): Promise<Outcome> {
  await optInTo(db, speaker.id, topic);
  return { say: [{ key }], question: "keep" };
}
