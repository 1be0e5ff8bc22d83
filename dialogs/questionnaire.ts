import * as z from "zod";
import { enabledItems, nextItem, wantsSafetyCheck } from "../domain/surveys/items.ts";
import { isOver, type OpenedResponse } from "../domain/surveys/response.ts";
import type { ActingStep, AskingStep, Dialog, Move } from "./dialog.ts";
import type { Answer, Choice, TextRef } from "./prompt.ts";
import { formOf, instructionsOf, itemPrompt, keptValue } from "./questionnaire/ask-item.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({
  responseId: z.string(),
  /** It is asked anew, in other words: the one reminder, or a form that follows another. */
  how: z.enum(["first", "reminder", "next"]).default("first"),
  /** The item that is asked. */
  linkId: z.string().optional(),
  /** Where what belongs to the item and those around it was read: elsewhere it is said again. */
  toldOn: z.string().optional(),
});
type QuestionnaireState = z.infer<typeof state>;

const GO: Choice = {
  value: "go",
  label: { key: "questionnaire.go" },
  words: ["go", "oui", "yes", "ok", "d accord", "c est parti", "on y va", "allons y", "maintenant", "now", "let s go"],
  byWord: true,
};
const LATER: Choice = {
  value: "later",
  label: { key: "questionnaire.later" },
  words: ["plus tard", "pas maintenant", "demain", "later", "not now", "tomorrow"],
  byWord: true,
};
const NOT_ME: Choice = {
  value: "not-me",
  label: { key: "questionnaire.notMe" },
  words: ["ce n est pas moi", "c est pas moi", "pas moi", "it s not me", "not me", "wrong number", "mauvais numero"],
  byWord: true,
};
const STOP: Choice = {
  value: "stop",
  label: { key: "questionnaire.stop" },
  words: ["stop questions", "stop question"],
  byWord: true,
};
/** Said, and shown nowhere: this one is not wanted. */
const NO: Choice = { value: "no", label: "non", words: ["non", "no", "non merci", "no thanks", "pas envie"] };

/** Why a form can't be answered any more, if that is so. */
async function findOpen(
  { responseId }: QuestionnaireState,
  tools: DialogTools,
): Promise<{ found: OpenedResponse } | { move: Move<QuestionnaireState> }> {
  const found = await tools.surveys.open(responseId);
  if (found && isOver(found, tools.now)) return { move: { say: [{ key: "questionnaire.over" }], end: true } };
  if (!found || !["planned", "offered", "in-progress"].includes(found.state))
    return { move: { say: [{ key: "questionnaire.none" }], end: true } };
  return { found };
}

/** Nothing of what will be asked is on a screen before it is wanted: only how long it takes. */
const offer: AskingStep<QuestionnaireState> = {
  async ask(before, tools) {
    const open = await findOpen(before, tools);
    if ("move" in open) return open.move;
    const inTeams = tools.channel === "teams";
    return {
      kind: "choice",
      text: offerText(open.found, before, tools),
      // whose account it is in Teams is known
      choices: [GO, LATER, ...(inTeams ? [] : [NOT_ME]), STOP],
      also: [NO],
    };
  },

  async accept(answer, before, tools) {
    const open = await findOpen(before, tools);
    if ("move" in open) return open.move;
    switch (answer.kind === "choice" ? answer.value : "later") {
      case "go":
        return { goTo: "begin", state: { ...before, linkId: undefined, toldOn: undefined } };
      case "not-me":
        return { goTo: "notMe", state: before };
      case "no":
        await tools.surveys.decline(before.responseId);
        return { say: [{ key: "questionnaire.declined" }], end: true };
      case "stop":
        await tools.surveys.stopAll();
        return { say: [{ key: "topic.questionsStopped" }], end: true };
      default:
        return putOff(open.found, tools);
    }
  },

  // GO is GO on the next day too, and says nothing of a form that is over
  acceptLate: (answer, before, tools) => offer.accept(answer, before, tools),
};

function offerText(
  { questionnaire, answers, occasion, offer }: OpenedResponse,
  { how }: QuestionnaireState,
  { channel, programme }: DialogTools,
): TextRef {
  const count = enabledItems(questionnaire, answers).filter(({ item }) => answers[item.linkId] === undefined).length;
  const args = { programme: programme.name, count };
  if (how === "next") return { key: "questionnaire.next", args };
  if (channel === "teams") return { key: occasion === "debrief" ? "questionnaire.offerDebrief" : "questionnaire.offerCard", args };
  if (how === "reminder") return { key: "questionnaire.reminder", args };
  // in a call it is worded for the ear
  if (offer && channel !== "voice") return { key: "questionnaire.onlyItem", args: { asked: offer } };
  return { key: occasion === "debrief" ? "questionnaire.offerPeer" : "questionnaire.offer", args };
}

async function putOff({ id }: OpenedResponse, tools: DialogTools): Promise<Move<QuestionnaireState>> {
  const until = await tools.surveys.defer(id);
  if (!until) return { say: [{ key: "questionnaire.notAgain" }], end: true };
  const at = texts(tools.speaker.locale).at(until.setZone(tools.speaker.zone));
  return { say: [{ key: "questionnaire.putOff", args: { at } }], end: true };
}

const begin: ActingStep<QuestionnaireState> = {
  async act(before, tools) {
    const open = await findOpen(before, tools);
    if ("move" in open) return open.move;
    await tools.surveys.begin(before.responseId);
    return { goTo: "next", state: before };
  },
};

/** On to the first item without an answer, wherever the others were answered. */
const next: ActingStep<QuestionnaireState> = {
  async act(before, tools) {
    const open = await findOpen(before, tools);
    if ("move" in open) return open.move;
    const asked = nextItem(open.found.questionnaire, open.found.answers);
    if (!asked) return { goTo: "done", state: before };
    if (tools.channel === "teams") return { goTo: "form", state: before };
    // what belongs to several items is said with the first of them
    const toldOn = asked.before.length > 0 ? undefined : before.toldOn;
    return { goTo: "item", state: { ...before, linkId: asked.item.linkId, toldOn } };
  },
};

/** One item a message, or a breath. */
const item: AskingStep<QuestionnaireState> = {
  async ask(before, tools) {
    const { channel, speaker } = tools;
    const open = await findOpen(before, tools);
    if ("move" in open) return open.move;
    const asked = nextItem(open.found.questionnaire, open.found.answers);
    // answered meanwhile, on another channel
    if (!asked || asked.item.linkId !== before.linkId || channel === "teams") return { goTo: "next", state: before };
    if (before.toldOn !== channel) {
      const read = instructionsOf(open.found, asked, speaker.locale, before.toldOn !== undefined || asked.before.length === 0);
      return {
        say: read.map((asked) => ({ key: "questionnaire.onlyItem", args: { asked } })),
        goTo: "item",
        state: { ...before, toldOn: channel },
      };
    }
    return itemPrompt(open.found, asked, speaker.locale);
  },

  async accept(answer, before, tools) {
    if (answer.kind === "later") return pause(before, tools);
    return keep(answer, before, tools);
  },

  /** After the form's own time an answer is kept for what it is; before, a question of two hours ago is asked again. */
  async acceptLate(answer, before, tools) {
    const found = await tools.surveys.open(before.responseId);
    return found && isOver(found, tools.now) && answer.kind !== "later" ? keep(answer, before, tools) : undefined;
  },
};

async function keep(answer: Answer, before: QuestionnaireState, tools: DialogTools): Promise<Move<QuestionnaireState>> {
  const { responseId, linkId = "" } = before;
  const found = await tools.surveys.open(responseId);
  const asked = found && enabledItems(found.questionnaire, found.answers).find((one) => one.item.linkId === linkId);
  const value = asked && keptValue(found.questionnaire, asked.item, answer, tools.speaker.locale);
  if (value === undefined) return { goTo: "next", state: before };
  const kept = await tools.surveys.answer(responseId, linkId, value);
  if (asked && kept !== "closed" && wantsSafetyCheck(asked.item, value)) tools.reportDanger("suicide");
  if (kept === "late") return { say: [{ key: "questionnaire.late" }], end: true };
  return { goTo: "next", state: before };
}

async function pause(before: QuestionnaireState, tools: DialogTools): Promise<Move<QuestionnaireState>> {
  const open = await findOpen(before, tools);
  if ("move" in open) return open.move;
  const { locale, zone } = tools.speaker;
  const until = open.found.expiresAt ? texts(locale).at(open.found.expiresAt.setZone(zone)) : "";
  return { say: [{ key: "questionnaire.paused", args: { until } }], end: true };
}

/** All that is still asked, at once. What is sent comes by the card itself. */
const form: AskingStep<QuestionnaireState> = {
  async ask(before, tools) {
    const open = await findOpen(before, tools);
    if ("move" in open) return open.move;
    if (tools.channel !== "teams" || !nextItem(open.found.questionnaire, open.found.answers)) return { goTo: "next", state: before };
    return { kind: "form", text: { key: "questionnaire.form" }, form: formOf(open.found, tools.speaker.locale) };
  },
  accept: (_, before, tools) => pause(before, tools),
};

const done: ActingStep<QuestionnaireState> = {
  async act({ responseId }, tools) {
    const { next: following, teamTold } = await tools.surveys.complete(responseId);
    const thanks: TextRef = { key: teamTold ? "questionnaire.teamTold" : "questionnaire.thanks" };
    if (!following) return { say: [thanks], end: true };
    return { say: [thanks], goTo: "offer", state: { responseId: following, how: "next" } };
  },
};

const deferred: ActingStep<QuestionnaireState> = {
  async act(before, tools) {
    const open = await findOpen(before, tools);
    return "move" in open ? open.move : putOff(open.found, tools);
  },
};

const notMe: ActingStep<QuestionnaireState> = {
  async act({ responseId }, tools) {
    await tools.surveys.notMe(responseId);
    return { say: [{ key: "questionnaire.sorry" }], end: true };
  },
};

/**
 * A questionnaire, in the middle of life: item by item on a phone, at once on a card. It can be left at any item and taken up again on any channel. A form of
 * the person's booking, or any other question, comes first.
 */
export const questionnaire: Dialog<QuestionnaireState> = {
  name: "questionnaire",
  version: 1,
  state,
  first: "offer",
  steps: { offer, begin, next, item, form, done, putOff: deferred, notMe },
  canWait: true,
  takesLater: true,
};
