import type { Hours } from "../grammar/item.ts";
import { type Built, grammar, rule } from "../grammar/match.ts";
import { PARTS_OF_DAY } from "../words/lexicon.ts";

const part = (from: number, to: number, more: Partial<Hours> = {}): Built => ({
  keys: ["HOURS"],
  fragment: { is: "hours", form: "part", from: from * 60, to: to * 60, ...more },
});

const whole = (index: number, more: Partial<Hours> = {}): Built | undefined => {
  const { from, to } = PARTS_OF_DAY[index] ?? { from: 0, to: 0 };
  return part(from, to, more);
};

/** The beginning, the middle and the end of each part of the day. */
const EDGES: readonly (readonly (readonly [number, number])[])[] = [
  [
    [8, 10],
    [9, 11],
    [10, 12],
  ],
  [
    [12, 14],
    [12, 14],
    [12, 14],
  ],
  [
    [14, 16],
    [15, 17],
    [16, 18],
  ],
  [
    [18, 20],
    [19, 20],
    [20, 21],
  ],
  [
    [21, 22],
    [22, 23],
    [23, 24],
  ],
];

const edgeOf = (edge: number, index: number, more: Partial<Hours> = {}): Built | undefined => {
  const hours = EDGES[index]?.[edge];
  return hours && part(hours[0], hours[1], more);
};

/** Parts of the day: "en fin d'après-midi", "ce soir", "early evening", "après le travail". */
export const PARTS = grammar(
  rule("<PART|PARTS>", ({ found: [name] }) => whole(name!.value)),
  rule("CE|THIS <PART>", ({ found: [name] }) => whole(name!.value, { today: true })),
  rule("dans la soiree", () => whole(3)),
  rule("a|at? la|the? meme|same heure|time", (_, { now }) => {
    const from = (now.hour * 60 + now.minute) / 60;
    return part(from, from + 0.5, { form: "at", weak: true });
  }),
  rule("later tonight", () => whole(3, { today: true })),
  rule("tonight|tonite", () => whole(3, { today: true })),
  rule("<EDGE> de|d|of? la|l|the|le|ma? <PART|PARTS>", ({ found: [edge, name] }) => edgeOf(edge!.value, name!.value)),
  rule("CE|THIS <EDGE> de|d? l|la? <PART>", ({ found: [edge, name] }) => edgeOf(edge!.value, name!.value, { today: true })),
  rule("<EDGE> THIS <PART>", ({ found: [edge, name] }) => edgeOf(edge!.value, name!.value, { today: true })),
  rule("later THIS <PART>", ({ found: [name] }) => whole(name!.value, { today: true })),
  rule("tot le|dans|in|en la|the? <PART>", ({ found: [name] }) => edgeOf(0, name!.value)),
  rule("early|earlier in|on the? <PART|PARTS>", ({ found: [name] }) => edgeOf(0, name!.value)),
  rule("tres? tot|early", ({ before }) => (before?.fragment?.is === "days" ? part(8, 10) : undefined)),
  rule("<PART> tot", ({ found: [name] }) => edgeOf(0, name!.value)),
  rule("tard le|dans|en la|l? <PART>", ({ found: [name] }) => edgeOf(2, name!.value)),
  rule("late|later in the <PART|PARTS>", ({ found: [name] }) => edgeOf(2, name!.value)),
  rule("first thing in? the? morning?", () => part(8, 10)),
  rule("a la? premiere heure", () => part(8, 10)),
  rule("de tres? bonne heure", () => part(8, 10)),
  rule("bright and early", () => part(8, 10)),
  rule("fin|end|close|late of|de|d|in? la|the|ma? journee|day|business", () => part(17, 20)),
  rule("eod|cob", () => part(17, 20)),
  rule("debut|start|beginning|early of|de|in? la|the? journee|day", () => part(8, 10)),
  rule("milieu|middle of|de|in? la|the? journee|day", () => part(12, 14)),
  rule("tea time", () => part(16, 17)),
  rule("heure du gouter", () => part(16, 17)),
  rule("teatime", () => part(16, 17)),
  rule("APRES le|mon|ma|my|l|the? travail|boulot|taf|work|job|bureau|office", () => part(18, 21)),
  rule("sortie du boulot|travail|bureau|taf", () => part(18, 21)),
  rule("APRES le|la|mon|my? dejeuner|repas|manger|sieste|lunch|lunchtime|dej", () => part(14, 16)),
  rule("AVANT le|mon|my|the? dejeuner|repas|lunch|lunchtime|dej", () => part(10, 12)),
  rule("pause|heure du|de|dej? dejeuner|midi|repas|dej", () => part(12, 14)),
  rule("a? l heure du|de dejeuner|midi|repas|dej", () => part(12, 14)),
  rule("lunch break|hour|time", () => part(12, 14)),
  rule("dinner time", () => part(18, 20)),
  rule("dans|during|in|en la|the? journee|day|daytime", () => part(8, 18, { daytime: true })),
  rule("daytime", () => part(8, 18, { daytime: true })),
);
