import type { DateTime } from "luxon";
import type { SurveyTools } from "../../dialogs/tools/surveys.ts";
import type { Answers, Questionnaire } from "../../domain/surveys/questionnaire.ts";
import type { OpenedResponse, ResponseState } from "../../domain/surveys/response.ts";

export const RESPONSE = "33333333-3333-4333-8333-333333333333";

/** One form in memory, offered and open for a week. */
export interface MemoryForm {
  state: ResponseState;
  answers: Answers;
  late: Answers;
  expiresAt: DateTime;
  tools: SurveyTools;
}

export function memoryForm(questionnaire: Questionnaire, now: DateTime, note: (what: string) => void = () => {}): MemoryForm {
  const opened = (): OpenedResponse => ({
    id: RESPONSE,
    personId: "patient",
    questionnaireName: questionnaire.name,
    questionnaireId: "questionnaire",
    occasion: "entry",
    milestone: null,
    appointmentId: null,
    state: form.state,
    weight: 1,
    deferrals: 0,
    sentAt: now,
    remindedAt: null,
    expiresAt: form.expiresAt,
    questionnaire,
    answers: form.answers,
  });
  const form: MemoryForm = {
    state: "offered",
    answers: {},
    late: {},
    expiresAt: now.plus({ days: 7 }),
    tools: {
      open: async (id) => (id === RESPONSE ? opened() : undefined),
      inHand: async () => (["offered", "in-progress"].includes(form.state) ? RESPONSE : undefined),
      async begin() {
        form.state = "in-progress";
      },
      async answer(_, linkId, value) {
        if (form.expiresAt <= now) {
          form.late[linkId] = value;
          return "late";
        }
        form.answers = { ...form.answers, [linkId]: value };
        return "kept";
      },
      async complete() {
        form.state = "completed";
        return { next: undefined, teamTold: false };
      },
      async defer() {
        note("defer");
        return now.plus({ days: 1 });
      },
      async decline() {
        note("decline");
      },
      async notMe() {
        note("notMe");
      },
      async stopAll() {
        note("stopAll");
      },
    },
  };
  return form;
}

export const noForm: SurveyTools = {
  open: async () => undefined,
  inHand: async () => undefined,
  begin: async () => {},
  answer: async () => "closed",
  complete: async () => ({ next: undefined, teamTold: false }),
  defer: async () => undefined,
  decline: async () => {},
  notMe: async () => {},
  stopAll: async () => {},
};
