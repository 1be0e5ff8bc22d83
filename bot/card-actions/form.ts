import { type AdaptiveCard, card, text } from "../../cards/card.ts";
import { formCard, type Typed } from "../../cards/form-card.ts";
import { distressText } from "../../dialogs/danger-text.ts";
import { formOf } from "../../dialogs/questionnaire/ask-item.ts";
import { assessForm } from "../../dialogs/questionnaire/assess-form.ts";
import { readForm } from "../../dialogs/questionnaire/read-form.ts";
import { questionnaire } from "../../dialogs/questionnaire.ts";
import { type TextKey, texts } from "../../dialogs/texts/texts.ts";
import { findFormCard } from "../../domain/deliveries/form-card.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { recordIncident } from "../../domain/safety/record-incident.ts";
import { nextItem } from "../../domain/surveys/items.ts";
import { isOver, type OpenedResponse } from "../../domain/surveys/response.ts";
import { answerDanger } from "../danger.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { renderTeamsText } from "../render/teams.ts";
import { enter } from "../walk.ts";
import type { CardActions } from "./card-action.ts";

/** Clicks on the card of a questionnaire. It belongs to its form and not to a question: an old copy does what the form still lets it do. */
export const formCardActions: CardActions<"submit-form" | "defer-form"> = {
  "submit-form": async (turn, { responseId, typed }) => settled(turn, responseId, await submit(turn, responseId, typed)),

  async "defer-form"(turn, { responseId }) {
    const found = await turn.tools.surveys.open(responseId);
    if (!found || isOver(found, turn.now)) return told(turn, found ? "questionnaire.over" : "questionnaire.none");
    const outcome = await enter(turn, questionnaire, { responseId }, [], "putOff");
    const words = outcome.say.map((ref) => text(renderTeamsText(ref, turn.speaker.locale)));
    return settled(turn, responseId, { ...closing(turn, outcome), say: [], card: card(words, []) });
  },
};

/** A card without fields takes the place of the form in the chat as well, so that it stays so. */
async function settled(turn: Turn, responseId: string, outcome: Outcome): Promise<Outcome> {
  const { card: shown, outgoing = [] } = outcome;
  const redrawsId = shown && !shown.actions ? await findFormCard(turn.db, turn.speaker.id, responseId) : undefined;
  if (!shown || !redrawsId) return outcome;
  const body = renderTeamsText({ key: "questionnaire.form" }, turn.speaker.locale);
  return { ...outcome, outgoing: [...outgoing, { personId: turn.speaker.id, class: "reply", body, card: shown, redrawsId }] };
}

async function submit(turn: Turn, responseId: string, typed: Typed): Promise<Outcome> {
  const found = await turn.tools.surveys.open(responseId);
  if (!found) return told(turn, "questionnaire.none");
  const late = isOver(found, turn.now);
  if (!late && !["planned", "offered", "in-progress"].includes(found.state))
    return told(turn, found.state === "completed" ? "questionnaire.thanks" : "questionnaire.none");
  const { locale } = turn.speaker;
  const form = formOf(found, locale);
  const { values, faults } = readForm(found, form, typed, locale);
  const danger = assessForm(found, values, form, typed);
  const dangerous = danger.level >= 2;
  if (Object.keys(faults).length > 0) {
    const kept = Object.fromEntries(Object.entries(typed).filter(([, words]) => !dangerous || !isDanger(words)));
    const shown = formCard(form, turn.programme.id, locale, { typed: kept, faults });
    return dangerous ? { ...(await answerDanger(turn, danger)), card: shown } : drawn(shown);
  }
  // words of danger are answered, and kept nowhere
  for (const [linkId, value] of Object.entries(values))
    await turn.tools.surveys.answer(
      responseId,
      linkId,
      dangerous && value && "valueString" in value && isDanger(value.valueString) ? null : value,
    );
  const outcome = late ? told(turn, "questionnaire.late") : await goOn(turn, found);
  if (dangerous) return { ...(await answerDanger(turn, danger)), question: outcome.question, card: outcome.card };
  if (danger.level === 0) return outcome;
  await recordIncident(turn.db, turn.speaker.id, danger, 0);
  return { ...outcome, say: [distressText(turn.tools.where), ...outcome.say], class: "safety" };
}

/** What the answers that were kept lead to: what is asked only since then, or the end; both on the card that was sent. */
async function goOn(turn: Turn, { id }: OpenedResponse): Promise<Outcome> {
  const { tools, speaker, programme } = turn;
  const now = await tools.surveys.open(id);
  if (now && nextItem(now.questionnaire, now.answers))
    return drawn(formCard(formOf(now, speaker.locale), programme.id, speaker.locale, { notice: texts(speaker.locale).t("form.more") }));
  const outcome = await enter(turn, questionnaire, { responseId: id }, [], "done");
  const [thanks, ...say] = outcome.say;
  return { ...closing(turn, outcome), say, card: thanks && card([text(renderTeamsText(thanks, speaker.locale))], []) };
}

/** A form that is over closes the question about it, and no other. */
function closing(turn: Turn, outcome: Outcome): Outcome {
  return outcome.question === null && turn.question?.dialog !== questionnaire.name ? { ...outcome, question: "keep" } : outcome;
}

const drawn = (shown: AdaptiveCard): Outcome => ({ say: [], question: "keep", card: shown });

const told = (turn: Turn, key: TextKey): Outcome => drawn(card([text(texts(turn.speaker.locale).t(key))], []));

const isDanger = (words: string): boolean => assessSafety(words).level >= 2;
