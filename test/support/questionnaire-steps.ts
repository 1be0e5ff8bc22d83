import { bookTalk } from "./patient.ts";
import { formsOf } from "./questionnaires.ts";
import type { TestService } from "./service.ts";

/** A patient of whom it is tested when they are asked what. */
export const LOU = "+33639980001";

const OFFERED = /avez-vous 2 minutes pour|2 minutes pour vous/;
const REMINDED = /quand vous voudrez/;

/** What is done and looked at where it is tested when who is asked what, by whatever service the test has then; of Lou, if nobody else is named. */
export function questionnaireSteps(service: () => TestService) {
  const say = async (phone: string, text: string) => (await service().text(phone, text)).join(" ");
  const sent = (phone: string, words: RegExp) =>
    service()
      .provider.sentTo(phone)
      .filter((text) => words.test(text));
  /** Moves the clock to a day of November. */
  const at = (day: string, time: string) => service().moveClock(`2026-11-${day}T${time}:00+01:00`);
  return {
    say,
    at,
    offers: (phone = LOU) => sent(phone, OFFERED),
    reminders: (phone = LOU) => sent(phone, REMINDED),
    /** Each form as `name state reason`, in the order in which they were planned. */
    states: async (phone = LOU) =>
      (await formsOf(service(), phone)).map(({ name, state, reason }) => [name, state, reason ?? ""].join(" ").trim()),
    /** "Will you come?" is answered by Lou, so that nothing of booking is open. */
    async answerReminder(): Promise<void> {
      await at("24", "10:01");
      const said = await say(LOU, "1");
      if (!/bient/.test(said)) throw new Error(`The reminder was not answered, but: ${said}`);
    },
    /** Lou has had a booking, and nothing is reminded of. */
    async bookAndCancel(): Promise<void> {
      await bookTalk(service(), LOU);
      for (const text of ["ANNULER", "1", "oui"]) await say(LOU, text);
      await service().drain();
    },
  };
}
