import fc from "fast-check";
import { expect, test } from "vitest";
import { meanInterval } from "../../../domain/campaigns/results/mean-interval.ts";
import {
  type ExactFigures,
  type Mode,
  type ReleasedFigures,
  releaseFigures,
  shareImproved,
} from "../../../domain/campaigns/results/release-figures.ts";
import { suppressCells, tellsApart } from "../../../domain/campaigns/results/suppress-cells.ts";

const ORDER = ["web", "voice", "teams", "sms"] as const;
const shown = (counts: Partial<Record<(typeof ORDER)[number], number>>) => suppressCells(counts, ORDER);

test("hides a cell under ten, and others with it, so that the total does not give it away", () => {
  expect(shown({ sms: 40, voice: 3, teams: 22 })).toEqual({ sms: 40, voice: null, teams: null });
  expect(shown({ sms: 40, voice: 3, teams: 12 })).toEqual({ sms: null, voice: null, teams: null });
  expect(shown({ sms: 40, voice: 5 })).toEqual({ sms: null, voice: null });
  expect(shown({ sms: 10, voice: 9, teams: 9 })).toEqual({ sms: null, voice: null, teams: null });
  expect(shown({ sms: 40, teams: 10 })).toEqual({ sms: 40, teams: 10 });
  expect(shown({ sms: 40, voice: 0 })).toEqual({ sms: 40 });
});

test.each([
  [3, 60],
  [4, 34],
])(
  "whoever knows the rule and the total finds no hidden cell: of %i cells and up to %i people each may be two numbers or more",
  (size, most) => {
    const names = ORDER.slice(-size);
    const found: string[] = [];
    for (let total = 10; total <= most; total++) {
      // what is shown, and the values that each hidden cell may have behind it
      const behind = new Map<string, Set<number>[]>();
      const each = (counts: number[], left: number): void => {
        if (counts.length < size - 1) {
          for (let count = 0; count <= left; count++) each([...counts, count], left - count);
          return;
        }
        const all = [...counts, left];
        const cells = shown(Object.fromEntries(names.map((name, index) => [name, all[index]])));
        const key = names.map((name) => (name in cells ? (cells[name] ?? "?") : "-")).join(" ");
        const values = behind.get(key) ?? names.map(() => new Set<number>());
        all.forEach((count, index) => void values[index]?.add(count));
        behind.set(key, values);
      };
      each([], total);
      for (const [key, values] of behind)
        key.split(" ").forEach((cell, index) => {
          if (cell === "?" && (values[index]?.size ?? 0) < 2) found.push(`${key} of ${total}`);
        });
    }
    expect(found).toEqual([]);
  },
);

const MODES3 = ["voice", "teams", "sms"] as const;
/** Every way in which so many people may have answered by three channels. */
const splits = (total: number): number[][] =>
  Array.from({ length: total + 1 }, (_, one) =>
    Array.from({ length: total + 1 - one }, (_, other) => [one, other, total - one - other]),
  ).flat();
const byChannel = (counts: number[]): ExactFigures => ({
  completed: counts.reduce((sum, count) => sum + count, 0),
  channels: Object.fromEntries(MODES3.map((mode, index) => [mode, counts[index] ?? 0]).filter(([, count]) => count !== 0)),
  scales: {},
});
const shownOf = (release: ReleasedFigures | null): string =>
  `${release?.channels?.of} of ${release?.completed}: ${MODES3.map((mode) => release?.channels?.cells[mode]).join(" ")}`;

test.each([
  [10, [10, 11, 15]],
  [19, [10, 11, 20]],
  [21, [10, 12]],
])(
  "whoever keeps two tables of channels, of %i people and of as many more, finds no group under ten in the pair of them",
  (total, more) => {
    // what is shown of both, and behind it every number there may be: of each channel then, now, and since then
    const behind = new Map<string, Set<number>[]>();
    for (const then of splits(total)) {
      const first = releaseFigures(null, byChannel(then));
      for (const since of more.flatMap(splits)) {
        const now = then.map((count, index) => count + (since[index] ?? 0));
        const key = `${shownOf(first)}, then ${shownOf(releaseFigures(first, byChannel(now)))}`;
        const numbers = behind.get(key) ?? Array.from({ length: 9 }, () => new Set<number>());
        [...then, ...now, ...since].forEach((count, index) => void numbers[index]?.add(count));
        behind.set(key, numbers);
      }
    }
    const found = [...behind].filter(([, numbers]) =>
      numbers.some((one) => one.size === 1 && [...one].some((count) => count > 0 && count < 10)),
    );
    expect(found.map(([key]) => key)).toEqual([]);
  },
);

test("a count that is said to be about another one may be any of several, and so may the one that a share is of", () => {
  const behind = new Map<string, Set<number>>();
  const note = (key: string, count: number) => behind.set(key, (behind.get(key) ?? new Set()).add(count));
  for (let completed = 10; completed <= 70; completed++)
    for (let n = 10; n <= completed; n++) {
      // two who differ have a mean; of the pairs the first have improved
      const values = Array.from({ length: n }, (_, index) => index % 2);
      const [scale] = scalesOf(releaseFigures(null, oneScale(completed, values, [])));
      if (scale?.scale && scale.scale.about !== null) note(`n about ${scale.scale.about} of ${completed}`, n);
      for (let improved = 10; improved <= n - 10; improved++) {
        const pairs = values.map((_, index) => ({ before: 1, now: index < improved ? 2 : 0 }));
        const [paired] = scalesOf(
          releaseFigures(
            null,
            oneScale(
              completed,
              Array.from({ length: completed }, (_, index) => index % 2),
              pairs,
            ),
          ),
        );
        const improvement = paired?.improvement;
        if (improvement && improvement.about !== null)
          note(`${shareImproved(improvement)} % of about ${improvement.about} of ${completed}`, n);
      }
    }
  expect(behind.size).toBeGreaterThan(50);
  expect([...behind].filter(([, counts]) => counts.size < 2)).toEqual([]);
});

const scalesOf = (release: ReleasedFigures | null) => Object.values(release?.scales ?? {});
const oneScale = (completed: number, values: number[], pairs: { before: number; now: number }[]): ExactFigures => ({
  completed,
  channels: { sms: completed },
  scales: { total: { better: "higher", values, pairs } },
});

const percent = fc.integer({ min: 0, max: 99 });
const modes: Mode[] = ["sms", "voice", "teams", "whatsapp"];
const answer = fc.record({
  mode: fc.constantFrom(...modes),
  score: fc.integer({ min: 0, max: 12 }),
  before: fc.integer({ min: 0, max: 12 }),
  // what is there of those: in percent, so that the run says how often
  luck: fc.tuple(percent, percent, percent),
});
type Answer = typeof answer extends fc.Arbitrary<infer Each> ? Each : never;

/** @param rates how often the first scale, the second and the form at entry are there */
function exactOf(answers: Answer[], rates: number[]): ExactFigures {
  const channels: ExactFigures["channels"] = {};
  for (const { mode } of answers) channels[mode] = (channels[mode] ?? 0) + 1;
  const has =
    (which: number) =>
    ({ luck }: Answer): boolean =>
      (luck[which] ?? 0) < (rates[which] ?? 100);
  const total = answers.filter(has(0));
  return {
    completed: answers.length,
    channels,
    scales: {
      total: {
        better: "lower",
        values: total.map(({ score }) => score),
        pairs: total.filter(has(2)).map(({ score, before }) => ({ now: score, before })),
      },
      half: { better: "lower", values: answers.filter(has(1)).map(({ score }) => score % 7), pairs: [] },
    },
  };
}

/** All counts of people that a release shows, and those that follow from it by subtraction, each with what it counts. */
function tellsOf({ completed, channels, scales }: ReleasedFigures): [what: string, count: number][] {
  const told: [string, number][] = [["completed", completed]];
  if (channels) {
    const cells = Object.entries(channels.cells);
    for (const [mode, count] of cells) if (count !== null) told.push([`channel ${mode}`, count]);
    told.push(["hidden channels", channels.of - cells.reduce((sum, [, count]) => sum + (count ?? 0), 0)]);
  }
  for (const [name, { scale, improvement }] of Object.entries(scales)) {
    if (scale) told.push([`mean of ${name}`, scale.n]);
    if (scale?.about === null) told.push([`n ${name}`, scale.n], [`without ${name}`, completed - scale.n]);
    // a share and a rounded number of pairs are about these groups
    if (improvement)
      told.push([`improved ${name}`, improvement.improved], [`not improved ${name}`, improvement.pairs - improvement.improved]);
    if (improvement?.about === null) told.push([`pairs ${name}`, improvement.pairs]);
  }
  return told;
}

/** Which of two counts is of people who are all in the other, now or later. */
const WITHIN: [part: string, whole: string][] = [
  ["n total", "completed"],
  ["n half", "completed"],
  ["pairs total", "n total"],
  ["pairs total", "completed"],
];

test("no figure, and no two figures of one release or of two, tell of a group under ten", () => {
  const rate = fc.integer({ min: 30, max: 100 });
  const answers = fc.array(answer, { minLength: 30, maxLength: 160, size: "max" });
  let compared = 0;
  fc.assert(
    fc.property(
      answers,
      fc.tuple(rate, rate, rate),
      fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 4, maxLength: 14, size: "max" }),
      (all, rates, steps) => {
        const releases: ReleasedFigures[] = [];
        let previous: ReleasedFigures | null = null;
        let seen = 0;
        for (const step of steps) {
          seen = Math.min(all.length, seen + step);
          const next: ReleasedFigures | null = releaseFigures(previous, exactOf(all.slice(0, seen), rates));
          if (next && next !== previous) releases.push(next);
          previous = next;
        }
        const found: string[] = [];
        const told = releases.map((release) => new Map(tellsOf(release)));
        for (const [index, now] of told.entries()) {
          for (const [what, count] of now) if (count > 0 && count < 10) found.push(`${what}: ${count}`);
          const shown = [...now].filter(([what]) => /^(n|pairs) |completed/.test(what));
          for (const [one, count] of shown)
            for (const [other, more] of shown) if (tellsApart(count, more)) found.push(`${one} and ${other}: ${count}, ${more}`);
          for (const earlier of told.slice(0, index + 1)) {
            const alike = [...earlier.keys()]
              .filter((what) => !/^(without|channel|hidden)/.test(what))
              .map((what) => [what, what] as const);
            for (const [part, whole] of [...WITHIN, ...alike]) {
              const [one, other] = [earlier.get(part), now.get(whole)];
              if (one === undefined || other === undefined) continue;
              compared++;
              if (tellsApart(one, other)) found.push(`${part}: ${one}, then ${whole}: ${other}`);
            }
          }
        }
        expect(found).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(2000);
});

test("when somebody is erased the channels stay as they were shown: what is missing would tell how they had answered", () => {
  const first = releaseFigures(null, byChannel([0, 20, 20]));
  expect(releaseFigures(first, byChannel([0, 19, 35]))?.channels).toEqual(first?.channels);
  expect(releaseFigures(first, byChannel([0, 20, 34]))?.channels?.cells).toEqual({ teams: 20, sms: 34 });
});

test("gives a mean with its interval by Student's t, and none where all answered alike", () => {
  // R: t.test(1:10): 5.5, 3.334149 to 7.665851
  const found = meanInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(found?.mean).toBe(5.5);
  expect(found?.low).toBeCloseTo(3.334149, 3);
  expect(found?.high).toBeCloseTo(7.665851, 3);
  expect(meanInterval(Array.from({ length: 12 }, () => 4))).toBeUndefined();
});
