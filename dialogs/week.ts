import * as z from "zod";
import { parseDates, parseWindows } from "../domain/peers/week/parse-times.ts";
import { normaliseWords } from "../domain/understanding/normalise.ts";
import type { ActingStep, AskingStep, Dialog, Move } from "./dialog.ts";
import type { Answer, Choice, TextRef } from "./prompt.ts";
import type { DialogTools } from "./tools.ts";
import {
  datesWords,
  dateWords,
  exceptionWords,
  isWeekRefusal,
  outsideWords,
  planWords,
  refusedWords,
  weekWords,
  windowWords,
} from "./week-words.ts";

const state = z.object({ page: z.number().default(0) });
type WeekState = z.infer<typeof state>;
type Asks = AskingStep<WeekState>;

/** As many as fit in a message with their numbers. */
const LISTED = 8;
const BACK = ["retour", "back", "rien", "nothing", "non", "no"];

const show: ActingStep<WeekState> = {
  async act(before, { week, now, speaker }) {
    return { say: weekWords(await week.load(), now, speaker.locale), goTo: "choose", state: before };
  },
};

const choose: Asks = {
  async ask(_, { week }) {
    const { paused } = await week.load();
    const choices: Choice[] = [
      { value: "add", label: { key: "week.choose.add" }, words: ["ajouter", "add"] },
      { value: "remove", label: { key: "week.choose.remove" }, words: ["retirer", "enlever", "remove"] },
      { value: "away", label: { key: "week.choose.away" }, words: ["absence", "away"] },
      paused
        ? { value: "resume", label: { key: "week.choose.resume" }, words: ["reprendre", "resume"] }
        : { value: "pause", label: { key: "week.choose.pause" }, words: ["pause"] },
    ];
    return { kind: "choice", text: { key: "week.choose" }, choices };
  },
  async accept(answer, before, tools) {
    const chosen = answer.kind === "choice" ? answer.value : "";
    if (chosen !== "resume") return { goTo: chosen, state: { ...before, page: 0 } };
    await tools.week.resume();
    return { say: [{ key: "week.resumed" }], enter: "peer-request" };
  },
};

/** "lundi 14h-18h" for every week, or with a date for once. */
const add: Asks = {
  ask: async () => ({ kind: "text", text: { key: "week.add" }, none: BACK }),
  async accept(answer, before, tools) {
    const said = saidText(answer);
    if (said === undefined) return kept;
    const { locale } = tools.speaker;
    const windows = parseWindows(said);
    if (windows)
      return done("add", before, tools, await tools.week.addWindows(windows), {
        key: "week.added",
        args: { times: planWords(windows, locale) },
      });
    const dates = parseDates(said, tools.now);
    if (!dates?.startsAt) return { say: [{ key: "week.notUnderstood" }], goTo: "add", state: before };
    return done("add", before, tools, await tools.week.addException({ kind: "open", ...dates }), {
      key: "week.added",
      args: { times: datesWords(dates, tools.now, locale) },
    });
  },
};

const remove: Asks = {
  async ask({ page }, tools) {
    const times = await removable(tools);
    if (times.length === 0) return { say: [{ key: "week.nothingToRemove" }], enter: "peer-request" };
    const from = page * LISTED < times.length ? page * LISTED : 0;
    const choices: Choice[] = times.slice(from, from + LISTED).map(({ id, words }) => ({ value: id, label: words }));
    if (times.length > LISTED)
      choices.push({ value: "more", label: { key: "findPeer.slotMoreLabel" }, words: ["plus", "more"], byWord: true });
    return {
      kind: "choice",
      text: { key: "week.remove" },
      choices,
      also: [{ value: "back", label: { key: "week.form.back" }, words: BACK }],
    };
  },
  async accept(answer, before, tools) {
    const chosen = answer.kind === "choice" ? answer.value : "back";
    if (chosen === "back") return kept;
    const times = await removable(tools);
    if (chosen === "more") return { goTo: "remove", state: { page: (before.page + 1) * LISTED < times.length ? before.page + 1 : 0 } };
    await tools.week.remove([chosen]);
    const words = times.find(({ id }) => id === chosen)?.words ?? "";
    return done("remove", before, tools, "removed", words ? { key: "week.removed", args: { times: words } } : { key: "week.goneAlready" });
  },
};

/** What can be taken away, in words. */
async function removable({ week, now, speaker }: DialogTools): Promise<{ id: string; words: string }[]> {
  const { plan, exceptions } = await week.load();
  return [
    ...plan.map((window) => ({ id: window.id, words: windowWords(window, speaker.locale) })),
    ...exceptions.map((exception) => ({ id: exception.id, words: exceptionWords(exception, now, speaker.locale) })),
  ];
}

const away: Asks = {
  ask: async () => ({ kind: "text", text: { key: "week.away" }, none: BACK }),
  async accept(answer, before, tools) {
    const said = saidText(answer);
    if (said === undefined) return kept;
    const dates = parseDates(said, tools.now);
    if (!dates) return { say: [{ key: "week.datesNotUnderstood" }], goTo: "away", state: before };
    return done("away", before, tools, await tools.week.addException({ kind: "away", ...dates }), {
      key: "week.awayAdded",
      args: { dates: datesWords(dates, tools.now, tools.speaker.locale) },
    });
  },
};

const pause: Asks = {
  ask: async () => ({ kind: "text", text: { key: "week.pause" }, none: ["sans date", "sans", "sans fin", "no date", "no end", "open"] }),
  async accept(answer, before, tools) {
    const said = answer.kind === "text" ? answer.text : "";
    if (BACK.includes(normaliseWords(said))) return kept;
    if (answer.kind === "none") return done("pause", before, tools, await tools.week.pause(null), { key: "week.pauseBegun" });
    const until = parseDates(said, tools.now);
    if (!until || until.startsAt) return { say: [{ key: "week.datesNotUnderstood" }], goTo: "pause", state: before };
    return done("pause", before, tools, await tools.week.pause(until.endsOn), {
      key: "week.pauseBegunUntil",
      args: { until: dateWords(until.endsOn, tools.now, tools.speaker.locale) },
    });
  },
};

/** Back to a request that waits for an answer, if there is one. */
const kept: Move<WeekState> = { say: [{ key: "week.kept" }], enter: "peer-request" };

const saidText = (answer: Answer): string | undefined => (answer.kind === "text" ? answer.text : undefined);

/** What was done, and which talks lie outside now; what is refused is asked again. */
async function done(step: string, before: WeekState, tools: DialogTools, result: string, said: TextRef): Promise<Move<WeekState>> {
  if (isWeekRefusal(result)) return { say: [refusedWords(result)], goTo: step, state: before };
  return { say: [said, ...outsideWords(await tools.week.outside(), tools.speaker)], enter: "peer-request" };
}

/** Without Teams a peer sees and changes their week by text. */
export const week: Dialog<WeekState> = {
  name: "week",
  version: 1,
  state,
  first: "show",
  steps: { show, choose, add, remove, away, pause },
};
