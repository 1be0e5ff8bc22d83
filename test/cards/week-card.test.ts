import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import type { AdaptiveCard } from "../../cards/card.ts";
import { type WeekView, weekCard } from "../../cards/week-card.ts";
import { WEEK_FORMS, type WeekForm } from "../../cards/week-form.ts";
import { validationErrors } from "../support/card-rules.ts";
import { plainWords } from "../support/card-words.ts";
import { makeAppointment } from "../support/dialog-tools.ts";

const id = (n: number) => `0000000${n}-4444-4444-8444-444444444444`;
const NOW = DateTime.fromISO("2026-11-23T10:00", { zone: "Europe/Paris" });
const view = (over: Partial<WeekView> = {}, week: Partial<WeekView["week"]> = {}): WeekView => ({
  week: {
    zone: "Europe/Paris",
    plan: [
      { id: id(1), weekday: 1, startsAt: "09:00", endsAt: "12:00" },
      { id: id(2), weekday: 1, startsAt: "14:00", endsAt: "18:00" },
      { id: id(3), weekday: 4, startsAt: "10:00", endsAt: "18:30" },
    ],
    exceptions: [{ id: id(4), kind: "away", startsOn: "2026-12-24", endsOn: "2027-01-02", startsAt: null, endsAt: null }],
    paused: false,
    pausedUntil: null,
    ...week,
  },
  outside: [],
  now: NOW,
  locale: "fr",
  programmeId: id(9),
  ...over,
});

/** Every text run of a card, in order. */
function runs(made: AdaptiveCard): string[] {
  const found: string[] = [];
  JSON.stringify(made.body, (_, value) => {
    if (value?.type === "TextRun") found.push(plainWords(value.text));
    return value;
  });
  return found;
}
const titles = (made: AdaptiveCard) => made.actions?.map(({ title }) => title);

const drawn: [string, AdaptiveCard][] = [
  ["a week", weekCard(view())],
  ["a week in English", weekCard(view({ locale: "en" }))],
  ["a pause", weekCard(view({}, { paused: true, pausedUntil: "2026-12-01" }))],
  ["an empty week", weekCard(view({}, { plan: [], exceptions: [] }))],
  ["talks outside", weekCard(view({ outside: [makeAppointment(), makeAppointment()] }))],
  ...WEEK_FORMS.map((form): [string, AdaptiveCard] => [`the form ${form}`, weekCard(view({ form }))]),
];

describe("the card of a week", () => {
  test.each(drawn)("keeps to version 1.5 and to Action.Execute: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
    expect(JSON.stringify(made)).not.toMatch(/Action\.(Submit|ShowCard|ToggleVisibility|OpenUrl)/);
  });

  test.each(drawn)("asks of us only what we take, and no more buttons than Teams shows: %s", (_, made) => {
    expect(made.actions?.length).toBeLessThanOrEqual(6);
    for (const action of [...(made.actions ?? []), ...(made.refresh ? [made.refresh.action] : [])])
      expect(cardAction.safeParse({ verb: action.verb, data: action.data }).success).toBe(true);
  });

  test("shows seven days, what differs, and nothing of a pause where there is none", () => {
    const said = runs(weekCard(view()));
    expect(said.slice(0, 15)).toEqual([
      "Ma semaine",
      ...["Lundi", "09:00-12:00, 14:00-18:00", "Mardi", "rien", "Mercredi", "rien", "Jeudi", "10:00-18:30"],
      ...["Vendredi", "rien", "Samedi", "rien", "Dimanche", "rien"],
    ]);
    expect(said.slice(15)).toEqual(["Dates à part", "absence jeu. 24 déc. - sam. 2 janv. 2027"]);
  });

  test("says what changed, the pause, and which talks stand outside", () => {
    const said = runs(
      weekCard(
        view(
          { outside: [makeAppointment({ startsAt: NOW.plus({ days: 1 }) })], notice: { said: { key: "week.pauseBegun" }, wentWell: true } },
          { paused: true },
        ),
      ),
    );
    expect(said[1]).toMatch(/C'est noté: en pause/);
    expect(said[2]).toMatch(/En pause, sans date de fin/);
    expect(said.at(-1)).toMatch(/Un rendez-vous reste prévu.*mar\. 24 nov\. 10:00/);
  });

  test.each<[string, Partial<WeekView["week"]>, string[]]>([
    ["", {}, ["Ajouter un moment", "Je prévois une absence", "Ajouter une date", "Retirer", "Faire une pause"]],
    ["paused", { paused: true }, ["Ajouter un moment", "Je prévois une absence", "Ajouter une date", "Retirer", "Reprendre"]],
    ["empty", { plan: [], exceptions: [] }, ["Ajouter un moment", "Je prévois une absence", "Ajouter une date", "Faire une pause"]],
  ])("offers what can be done: %s", (_, week, expected) => {
    expect(titles(weekCard(view({}, week)))).toEqual(expected);
  });

  test("draws the present state whenever it is opened, unless a form is being filled in", () => {
    expect(weekCard(view()).refresh?.action).toMatchObject({ verb: "show-week", data: { programmeId: id(9) } });
    for (const form of WEEK_FORMS) expect(weekCard(view({ form })).refresh).toBeUndefined();
  });

  test("puts what was typed back into its form", () => {
    const made = weekCard(view({ form: "add", typed: { weekday: "3", from: "18:00", to: "14:00" } }));
    expect(inputs(made)).toEqual({ weekday: "3", from: "18:00", to: "14:00" });
    const away = weekCard(view({ form: "away", typed: { startsOn: "2026-12-24", endsOn: "2026-12-23", from: "", to: "" } }));
    expect(inputs(away)).toEqual({ startsOn: "2026-12-24", endsOn: "2026-12-23", from: undefined, to: undefined });
  });

  test.each<[WeekForm, string[]]>([
    ["add", ["weekday", "from", "to"]],
    ["away", ["startsOn", "endsOn", "from", "to"]],
    ["open", ["startsOn", "from", "to"]],
    ["remove", ["ids"]],
    ["pause", ["until"]],
  ])("the form %s asks for %j, and can be left without them", (form, asked) => {
    const made = weekCard(view({ form }));
    expect(Object.keys(inputs(made))).toEqual(asked);
    expect(made.actions?.at(-1)).toMatchObject({ verb: "show-week", associatedInputs: "none" });
    // with what it asks for, its button is taken; without, it is taken too and answered in words
    const [save] = made.actions ?? [];
    for (const typed of [{}, Object.fromEntries(asked.map((field) => [field, "x"]))])
      expect(cardAction.safeParse({ verb: save?.verb, data: { ...(save?.data as object), ...typed } }).success).toBe(true);
  });
});

function inputs(made: AdaptiveCard): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  JSON.stringify(made.body, (_, value) => {
    if (String(value?.type).startsWith("Input.")) found[value.id] = value.value;
    return value;
  });
  return found;
}
