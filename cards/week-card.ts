import type { DateTime } from "luxon";
import type { TextRef } from "../dialogs/prompt.ts";
import { screenTexts, type TextKey } from "../dialogs/texts/texts.ts";
import { exceptionWords, hoursWords, outsideWords, pauseWords, weekdayName, windowWords } from "../dialogs/week-words.ts";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { Locale } from "../domain/locale.ts";
import type { Week } from "../domain/peers/week/load-week.ts";
import { type AdaptiveCard, type CardAction, type CardElement, card, execute, heading, text } from "./card.ts";
import { WEEK_FORMS, type WeekForm } from "./week-form.ts";

export interface WeekView {
  week: Week;
  /** What stands though it lies outside the week. */
  outside: Appointment[];
  /** In the peer's zone. */
  now: DateTime;
  locale: Locale;
  programmeId: string;
  /** What has just changed, or why nothing has. */
  notice?: { said: TextRef; wentWell: boolean };
  form?: WeekForm;
  /** What was typed into the form before: nothing of it is lost. */
  typed?: Record<string, string | undefined>;
}

/** More dates than this are only in the list of what can be removed. */
const DATES_SHOWN = 8;

/** My week: seven rows, the dates that differ, the pause; and, when it was asked for, one form. */
export function weekCard(view: WeekView): AdaptiveCard {
  const { week, now, locale, notice, programmeId } = view;
  const { t } = screenTexts(locale);
  const say = ({ key, args }: TextRef) => t(key, args);
  const pause = pauseWords(week, now, locale);
  const body = [
    heading(t("week.title")),
    ...(notice ? [banner(say(notice.said), notice.wentWell ? "good" : "attention")] : []),
    ...(pause ? [banner(say(pause), "warning")] : []),
    days(week, locale),
    ...dates(week, now, locale),
    ...outsideWords(view.outside, { locale, zone: week.zone }).map((outside) => banner(say(outside), "warning")),
  ];
  if (view.form) return card([...body, formOf(view, view.form)], formActions(view, view.form));
  return card(body, openActions(week, programmeId, t), execute("show-week", t("week.title"), { programmeId }));
}

const banner = (words: string, style: string): CardElement => ({ type: "Container", style, items: [text(words)] });

/** Seven rows that can be read at a glance: what is open stands out. */
function days({ plan }: Week, locale: Locale): CardElement {
  const items = [1, 2, 3, 4, 5, 6, 7].map((weekday): CardElement => {
    const hours = plan.filter((window) => window.weekday === weekday).map(hoursWords);
    const name = weekdayName(weekday, locale, "cccc");
    const style = hours.length > 0 ? { weight: "Bolder" } : { isSubtle: true };
    return {
      type: "ColumnSet",
      spacing: "Small",
      separator: weekday > 1,
      columns: [
        { type: "Column", width: "110px", items: [text(name.charAt(0).toUpperCase() + name.slice(1), style)] },
        { type: "Column", width: "stretch", items: [text(hours.join(", ") || screenTexts(locale).t("week.nothing"), style)] },
      ],
    };
  });
  return { type: "Container", items };
}

function dates({ exceptions }: Week, now: DateTime, locale: Locale): CardElement[] {
  if (exceptions.length === 0) return [];
  const { t } = screenTexts(locale);
  const lines = exceptions.slice(0, DATES_SHOWN).map((exception) => text(exceptionWords(exception, now, locale)));
  const more = exceptions.length - lines.length;
  return [
    {
      type: "Container",
      items: [text(t("week.datesTitle"), { isSubtle: true }), ...lines, ...(more > 0 ? [text(`+ ${more}`, { isSubtle: true })] : [])],
    },
  ];
}

type Translate = (key: TextKey) => string;

/** A button for each form; pressing it draws the card again with the form in it. */
function openActions({ paused, plan, exceptions }: Week, programmeId: string, t: Translate): CardAction[] {
  const useless = new Set<WeekForm>([
    ...(paused ? ["pause" as const] : []),
    ...(plan.length + exceptions.length === 0 ? ["remove" as const] : []),
  ]);
  const opens = WEEK_FORMS.filter((form) => !useless.has(form)).map((form) =>
    execute("show-week", t(`week.form.${form}`), { programmeId, form }, form === "add" ? "positive" : undefined),
  );
  return paused ? [...opens, execute("resume-week", t("week.form.resume"), { programmeId })] : opens;
}

const SAVES: Record<WeekForm, string> = {
  add: "add-window",
  away: "add-away",
  open: "add-open",
  remove: "remove-times",
  pause: "pause-week",
};

function formActions({ locale, programmeId }: WeekView, form: WeekForm): CardAction[] {
  const { t } = screenTexts(locale);
  return [
    execute(SAVES[form], t(form === "remove" ? "week.form.remove" : "week.form.save"), { programmeId }, "positive"),
    // what was typed is not wanted
    { ...execute("show-week", t("week.form.back"), { programmeId }), associatedInputs: "none" },
  ];
}

function formOf({ week, now, locale, typed = {} }: WeekView, form: WeekForm): CardElement {
  const { t } = screenTexts(locale);
  const input = (type: string, id: string, label: TextKey, more: Record<string, unknown> = {}): CardElement => ({
    type,
    id,
    label: t(label),
    ...(typed[id] && { value: typed[id] }),
    ...more,
  });
  const hours = beside(input("Input.Time", "from", "week.form.from"), input("Input.Time", "to", "week.form.to"));
  const bounds = { min: now.toISODate() ?? "" };
  const fields: Record<WeekForm, () => CardElement[]> = {
    add: () => [
      input("Input.ChoiceSet", "weekday", "week.form.weekday", {
        style: "compact",
        value: typed.weekday || "1",
        choices: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ title: weekdayName(weekday, locale, "cccc"), value: String(weekday) })),
      }),
      hours,
    ],
    away: () => [
      beside(input("Input.Date", "startsOn", "week.form.startsOn", bounds), input("Input.Date", "endsOn", "week.form.endsOn", bounds)),
      text(t("week.form.hours"), { isSubtle: true }),
      hours,
    ],
    open: () => [input("Input.Date", "startsOn", "week.form.on", bounds), hours],
    remove: () => [
      input("Input.ChoiceSet", "ids", "week.form.times", {
        style: "expanded",
        isMultiSelect: true,
        choices: [
          ...week.plan.map((window) => ({ title: windowWords(window, locale), value: window.id })),
          ...week.exceptions.map((exception) => ({ title: exceptionWords(exception, now, locale), value: exception.id })),
        ],
      }),
    ],
    pause: () => [text(t("week.form.pauseHint")), input("Input.Date", "until", "week.form.until", bounds)],
  };
  return {
    type: "Container",
    separator: true,
    spacing: "Medium",
    items: [text(t(`week.form.${form}`), { weight: "Bolder" }), ...fields[form]()],
  };
}

const beside = (...inputs: CardElement[]): CardElement => ({
  type: "ColumnSet",
  columns: inputs.map((input) => ({ type: "Column", width: "stretch", verticalContentAlignment: "Bottom", items: [input] })),
});
