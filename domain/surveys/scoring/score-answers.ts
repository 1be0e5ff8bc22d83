import { askedItems, enabledItems, numberOf } from "../items.ts";
import type { Answers, Questionnaire } from "../questionnaire.ts";
import { afterTalk } from "./after-talk.ts";
import { confidence } from "./confidence.ts";
import { gad7 } from "./gad7.ts";
import type { Instrument, Score } from "./instrument.ts";
import { loneliness } from "./loneliness.ts";
import { phq4 } from "./phq4.ts";
import { phq9 } from "./phq9.ts";
import { professional } from "./professional.ts";
import { semcd6 } from "./semcd6.ts";
import { who5 } from "./who5.ts";

/** How questionnaires are scored, by name; the debrief and others are not. */
const instruments: ReadonlyMap<string, Instrument> = new Map(
  Object.entries({ phq4, gad7, phq9, who5, semcd6, loneliness, confidence, "after-talk": afterTalk, professional }),
);

/**
 * The instrument that a questionnaire is, or undefined: a programme's own form that has an instrument's name and not its items is scored by nobody's rule.
 */
export function instrumentOf(questionnaire: Questionnaire): Instrument | undefined {
  const instrument = instruments.get(questionnaire.name);
  if (!instrument) return undefined;
  const asked = new Set(askedItems(questionnaire).map(({ item }) => item.linkId));
  return Object.keys(instrument.items).every((linkId) => asked.has(linkId)) ? instrument : undefined;
}

/**
 * The scores of a form, by its authors' rules. A form that lacks answers has none beyond the instrument's rule for that.
 *
 * @param answers without those given after the form had expired
 */
export function scoreAnswers(questionnaire: Questionnaire, answers: Answers): Score[] {
  const instrument = instrumentOf(questionnaire);
  if (!instrument) return [];
  const asked = new Map(enabledItems(questionnaire, answers).map(({ item }) => [item.linkId, item]));
  return instrument.score(
    Object.entries(instrument.items).map(([linkId, [lowest, highest]]) => {
      const item = asked.get(linkId);
      const number = item && numberOf(item, answers[linkId]);
      // a number that the instrument does not know is no answer to it
      return number !== undefined && number >= lowest && number <= highest ? number : undefined;
    }),
  );
}
