import fc from "fast-check";
import { expect, test } from "vitest";
import { meanInterval } from "../../../domain/campaigns/results/mean-interval.ts";
import { type ExactFigures, type Mode, type ReleasedFigures, releaseFigures } from "../../../domain/campaigns/results/release-figures.ts";
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

const modes: Mode[] = ["sms", "voice", "teams", "whatsapp"];
const answer = fc.record({
  mode: fc.constantFrom(...modes),
  now: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 8 }),
  half: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 8 }),
  before: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 3 }),
});
type Answer = typeof answer extends fc.Arbitrary<infer Each> ? Each : never;

function exactOf(answers: Answer[]): ExactFigures {
  const channels: ExactFigures["channels"] = {};
  for (const { mode } of answers) channels[mode] = (channels[mode] ?? 0) + 1;
  const scored = answers.filter(({ now }) => now !== null);
  return {
    completed: answers.length,
    channels,
    scales: {
      total: {
        better: "lower",
        values: scored.map(({ now }) => now as number),
        pairs: scored.filter(({ before }) => before !== null).map(({ now, before }) => ({ now: now as number, before: before as number })),
      },
      half: { better: "lower", values: answers.filter(({ half }) => half !== null).map(({ half }) => half as number), pairs: [] },
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
    if (scale?.showsN) told.push([`n ${name}`, scale.n]);
    if (scale?.showsN && scale.of === completed) told.push([`without ${name}`, completed - scale.n]);
    // a share and a rounded number of pairs are about these groups
    if (improvement)
      told.push([`improved ${name}`, improvement.improved], [`not improved ${name}`, improvement.pairs - improvement.improved]);
    if (improvement?.showsPairs && scale?.showsN && improvement.of === scale.of)
      told.push([`no entry ${name}`, scale.n - improvement.pairs]);
  }
  return told;
}

test("no figure, and no two figures of one release or of two, tell of a group under ten", () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 160 }), fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 14 }), (answers, steps) => {
      const releases: ReleasedFigures[] = [];
      let previous: ReleasedFigures | null = null;
      let seen = 0;
      for (const step of steps) {
        seen = Math.min(answers.length, seen + step);
        const next: ReleasedFigures | null = releaseFigures(previous, exactOf(answers.slice(0, seen)));
        if (next && next !== previous) releases.push(next);
        previous = next;
      }
      for (const [index, release] of releases.entries()) {
        const told = new Map(tellsOf(release));
        for (const [what, count] of told) expect(count === 0 || count >= 10, `${what}: ${count}`).toBe(true);
        // what is shown of one scale and of another is compared too
        const numbers = [...told].filter(([what]) => what.startsWith("n ") || what === "completed").map(([, count]) => count);
        for (const one of numbers) for (const other of numbers) expect(tellsApart(one, other), `${one} and ${other}`).toBe(false);
        for (const earlier of releases.slice(0, index))
          for (const [what, count] of tellsOf(earlier)) {
            const now = told.get(what);
            if (now !== undefined && !what.startsWith("without") && !what.startsWith("no entry"))
              expect(tellsApart(count, now), `${what}: ${count}, then ${now}`).toBe(false);
          }
      }
    }),
    { numRuns: 400 },
  );
});

test("the mean of a scale moves only with ten people or more, however the releases fall", () => {
  fc.assert(
    fc.property(fc.array(answer, { minLength: 20, maxLength: 120 }), fc.integer({ min: 10, max: 60 }), (answers, cut) => {
      const first = releaseFigures(null, exactOf(answers.slice(0, cut)));
      const second = releaseFigures(first, exactOf(answers));
      for (const name of ["total", "half"]) {
        const [one, other] = [first?.scales[name]?.scale, second?.scales[name]?.scale];
        if (one && other) expect(tellsApart(one.n, other.n)).toBe(false);
      }
    }),
  );
});

test("gives a mean with its interval by Student's t, and none where all answered alike", () => {
  // R: t.test(1:10): 5.5, 3.334149 to 7.665851
  const found = meanInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(found?.mean).toBe(5.5);
  expect(found?.low).toBeCloseTo(3.334149, 3);
  expect(found?.high).toBeCloseTo(7.665851, 3);
  expect(meanInterval(Array.from({ length: 12 }, () => 4))).toBeUndefined();
});
