import * as z from "zod";
import { card, text } from "../../cards/card.ts";
import { type WeekView, weekCard } from "../../cards/week-card.ts";
import type { WeekForm } from "../../cards/week-form.ts";
import type { TextRef } from "../../dialogs/prompt.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { datesWords, dateWords, isWeekRefusal, refusedWords, weekWords, windowWords } from "../../dialogs/week-words.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { renderTeamsText } from "../render/teams.ts";
import type { CardActions } from "./card-action.ts";

type Verbs = "show-week" | "add-window" | "add-away" | "add-open" | "remove-times" | "pause-week" | "resume-week";

const isDate = (value: string): boolean => z.iso.date().safeParse(value).success;
const isTime = (value: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(value);

/** A peer's clicks on the card of their week. Each is answered by the card as it is now, with a sentence on what changed. */
const actions: CardActions<Verbs> = {
  "show-week": async (turn, { form }) => drawn(turn, { form }),

  async "add-window"(turn, typed) {
    const window = { weekday: Number(typed.weekday), startsAt: typed.from, endsAt: typed.to };
    if (!/^[1-7]$/.test(typed.weekday) || !isTime(typed.from) || !isTime(typed.to)) return incomplete(turn, "add", typed);
    return settled(turn, "add", typed, await turn.tools.week.addWindows([window]), {
      key: "week.added",
      args: { times: windowWords(window, turn.speaker.locale) },
    });
  },

  async "add-away"(turn, typed) {
    const days = { startsOn: typed.startsOn, endsOn: typed.endsOn || typed.startsOn };
    const allDay = !typed.from && !typed.to;
    if (!isDate(days.startsOn) || !isDate(days.endsOn) || !(allDay || (isTime(typed.from) && isTime(typed.to))))
      return incomplete(turn, "away", typed);
    const dates = { ...days, startsAt: allDay ? null : typed.from, endsAt: allDay ? null : typed.to };
    return settled(turn, "away", typed, await turn.tools.week.addException({ kind: "away", ...dates }), {
      key: "week.awayAdded",
      args: { dates: datesWords(dates, turn.now, turn.speaker.locale) },
    });
  },

  async "add-open"(turn, typed) {
    if (!isDate(typed.startsOn) || !isTime(typed.from) || !isTime(typed.to)) return incomplete(turn, "open", typed);
    const dates = { startsOn: typed.startsOn, endsOn: typed.startsOn, startsAt: typed.from, endsAt: typed.to };
    return settled(turn, "open", typed, await turn.tools.week.addException({ kind: "open", ...dates }), {
      key: "week.added",
      args: { times: datesWords(dates, turn.now, turn.speaker.locale) },
    });
  },

  async "remove-times"(turn, typed) {
    const ids = typed.ids.split(",").filter((id) => z.uuid().safeParse(id).success);
    if (ids.length === 0) return drawn(turn, { form: "remove", notice: { said: { key: "week.form.noneChosen" }, wentWell: false } });
    const removed = await turn.tools.week.remove(ids);
    const said: TextRef = removed === 0 ? { key: "week.goneAlready" } : { key: "week.form.removed", args: { count: removed } };
    return drawn(turn, { notice: { said, wentWell: true } });
  },

  async "pause-week"(turn, typed) {
    if (typed.until && !isDate(typed.until)) return incomplete(turn, "pause", typed);
    const said: TextRef = typed.until
      ? { key: "week.pauseBegunUntil", args: { until: dateWords(typed.until, turn.now, turn.speaker.locale) } }
      : { key: "week.pauseBegun" };
    return settled(turn, "pause", typed, await turn.tools.week.pause(typed.until || null), said);
  },

  async "resume-week"(turn) {
    const resumed = await turn.tools.week.resume();
    return drawn(turn, { notice: { said: { key: resumed === "resumed" ? "week.resumed" : "week.notPaused" }, wentWell: true } });
  },
};

/** The same for whoever is a peer; anybody else is told that there is nothing here. */
export const weekCardActions = Object.fromEntries(
  Object.entries(actions).map(([verb, act]) => [
    verb,
    async (turn: Turn, data: never) =>
      turn.speaker.isPeer
        ? act(turn, data)
        : { say: [], question: "keep", card: card([text(texts(turn.speaker.locale).t("peer.request.unknown"))], []) },
  ]),
) as CardActions<Verbs>;

/** The peer asks for their week in Teams: a new card, which reads as words where cards can't be shown. */
export async function sendWeek(turn: Turn, form?: WeekForm): Promise<Outcome> {
  const { card: drawing } = await drawn(turn, { form });
  const { speaker, now } = turn;
  const words = weekWords(await turn.tools.week.load(), now, speaker.locale).map((ref) => renderTeamsText(ref, speaker.locale));
  return { say: [], question: "keep", outgoing: [{ personId: speaker.id, class: "reply", body: words.join(" "), card: drawing }] };
}

type Typed = Record<string, string | undefined>;

const incomplete = (turn: Turn, form: WeekForm, typed: Typed) =>
  drawn(turn, { form, typed, notice: { said: { key: "week.form.incomplete" }, wentWell: false } });

/** Says what was done; what is refused stays in its form. */
function settled(turn: Turn, form: WeekForm, typed: Typed, result: string, said: TextRef): Promise<Outcome> {
  if (isWeekRefusal(result)) return drawn(turn, { form, typed, notice: { said: refusedWords(result), wentWell: false } });
  return drawn(turn, { notice: { said, wentWell: true } });
}

async function drawn(turn: Turn, over: Partial<WeekView>): Promise<Outcome> {
  const { tools, now, speaker, programme } = turn;
  const [week, outside] = [await tools.week.load(), await tools.week.outside()];
  return {
    say: [],
    question: "keep",
    card: weekCard({ week, outside, now, locale: speaker.locale, programmeId: programme.id, ...over }),
  };
}
