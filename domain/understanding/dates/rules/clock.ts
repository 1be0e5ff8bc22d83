import type { Hours, Item } from "../grammar/item.ts";
import { type Built, grammar, rule } from "../grammar/match.ts";
import { mayFollowTime } from "../words/followers.ts";

/** How long an exact time stands for, in minutes. */
const EXACT = 30;
const QUARTERS = new Set([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);

function at(minutes: number, { halfUnknown = false, weak = false } = {}): Built {
  const fragment: Hours = { is: "hours", form: "at", from: minutes, to: minutes + EXACT, halfUnknown, weak };
  return { keys: ["CLOCK", "T"], number: minutes, fragment };
}

/**
 * A time of day. An hour from 1 to 7 without more may be of either half of the day, unless it is written as 24-hour time ("07:30");
 * "deux heures" without more may be a duration.
 */
function clock(hour: number, minute: number, { sure = false, weak = false } = {}): Built | undefined {
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  return at(hour * 60 + minute, { halfUnknown: !sure && hour >= 1 && hour <= 7, weak });
}

/** In the 12-hour clock. */
const half = (hour: number, minute: number, { text }: Item): Built | undefined =>
  hour < 1 || hour > 12 ? undefined : clock((hour % 12) + (text === "pm" ? 12 : 0), minute, { sure: true });

/** "half past two", "dix heures moins le quart": minutes added to the hour, or taken from it. */
const shifted = ({ number: hour }: Item, minutes: number): Built | undefined =>
  hour > 24 || minutes > 59 ? undefined : at(hour * 60 + minutes, { halfUnknown: hour >= 1 && hour <= 7 + (minutes < 0 ? 1 : 0) });

const IMPOSSIBLE: Built = { keys: ["BADCLOCK"], fragment: { is: "impossible" } };
const isSure = ({ text }: Item): boolean => text.startsWith("0");
const hourMinute = ({ text }: Item): [number, number] => {
  const [hour = 0, minute = 0] = text.split(/[:.]/).map(Number);
  return [hour, minute];
};

/** Times of day, from figures and words. */
export const CLOCK = grammar(
  rule("<HM> h?", ({ found: [hm] }) => clock(...hourMinute(hm!), { sure: isSure(hm!) }) ?? IMPOSSIBLE),
  rule("<HM|DOTTED> <am|pm>", ({ found: [hm, half12] }) => half(...hourMinute(hm!), half12!)),
  rule("<DOTTED> h?", ({ found: [hm], before, after }) =>
    before?.text !== "le" && mayFollowTime(after) ? clock(...hourMinute(hm!), { sure: isSure(hm!) }) : undefined,
  ),
  rule("<NUM|ONE> HEURE", ({ found: [hour] }) => {
    if (hour!.number > 24) return { keys: ["LONG"], number: hour!.number };
    return clock(hour!.number, 0, { sure: isSure(hour!), weak: hour!.number <= 7 });
  }),
  rule("<NUM|ONE> HEURE <NUM> !UNIT", ({ found: [hour, minute] }) =>
    minute!.digits === 1
      ? undefined
      : minute!.digits === 2 && minute!.number > 59
        ? IMPOSSIBLE
        : clock(hour!.number, minute!.number, { sure: isSure(hour!) }),
  ),
  rule("<NUM|ONE> HEURE et? demi|demie", ({ found: [hour] }) => shifted(hour!, 30)),
  rule("<NUM|ONE> HEURE et? 1? quart", ({ found: [hour] }) => shifted(hour!, 15)),
  rule("<NUM|ONE> HEURE trois|3 quarts|quart", ({ found: [hour] }) => shifted(hour!, 45)),
  rule("<NUM|ONE> HEURE? moins le|un? quart|1/4", ({ found: [hour] }) => shifted(hour!, -15)),
  rule("<NUM|ONE> HEURE moins <NUM>", ({ found: [hour, less] }) => shifted(hour!, -less!.number)),
  rule("midi et demi|demie", () => at(750)),
  rule("midi et? quart", () => at(735)),
  rule("midi moins le? quart", () => at(705)),
  rule("midi moins <NUM>", ({ found: [less] }) => (QUARTERS.has(less!.number) ? at(720 - less!.number) : undefined)),
  rule("midi <NUM>", ({ found: [more] }) => (QUARTERS.has(more!.number) ? at(720 + more!.number) : undefined)),
  rule("midi pile|precis|precise|precises|tapante|tapantes", () => at(720)),
  rule("12 noon|midi|midday", () => at(720)),
  rule("noon", () => at(720)),
  rule("minuit|midnight", () => at(1440)),
  rule("<NUM> <am|pm>", ({ found: [hour, half12] }) => half(hour!.number, 0, half12!)),
  rule("<NUM> <NUM> <am|pm>", ({ found: [hour, minute, half12] }) => half(hour!.number, minute!.number, half12!)),
  rule("<NUM|ONE> oclock", ({ found: [hour] }) => clock(hour!.number, 0)),
  // "thursday 1430"
  rule("<NUM> hrs|h?", ({ found: [time], before, after }) => {
    const isPlaced = before?.keys.some((key) => ["WEEKDAY", "DAY", "DATE", "a", "at", "VERS"].includes(key)) || after === undefined;
    return time!.digits === 4 && isPlaced && !time!.keys.includes("YEAR")
      ? clock(Math.floor(time!.number / 100), time!.number % 100, { sure: true })
      : undefined;
  }),
  rule("<NUM> ish", ({ found: [hour] }) => around(clock(hour!.number, 0))),
  rule("half past <NUM|ONE>", ({ found: [hour] }) => shifted(hour!, 30)),
  rule("half <NUM>", ({ found: [hour], after }) => (hour!.number <= 12 && mayFollowTime(after) ? shifted(hour!, 30) : undefined)),
  rule("a? quarter past|after <NUM|ONE>", ({ found: [hour] }) => shifted(hour!, 15)),
  rule("quarter to|of|till|before <NUM|ONE>", ({ found: [hour] }) => shifted(hour!, -15)),
  rule("<NUM> minutes? past <NUM|ONE>", ({ found: [more, hour] }) =>
    QUARTERS.has(more!.number) ? shifted(hour!, more!.number) : undefined,
  ),
  rule("<NUMWORD> minutes? to <NUMWORD|ONE>", ({ found: [less, hour], before, after }) =>
    QUARTERS.has(less!.number) && !before?.keys.some((key) => ["from", "between", "open"].includes(key)) && mayFollowTime(after)
      ? shifted(hour!, -less!.number)
      : undefined,
  ),
  // "five thirty", "ten fifteen"
  rule("<NUMWORD|ONE> <NUMWORD>", ({ found: [hour, minute], after }) =>
    hour!.number <= 12 &&
    hour!.text !== "a" &&
    hour!.text !== "un" &&
    [15, 20, 30, 40, 45, 50].includes(minute!.number) &&
    mayFollowTime(after)
      ? shifted(hour!, minute!.number)
      : undefined,
  ),
);

function around(built: Built | undefined): Built | undefined {
  if (built?.fragment?.is !== "hours") return undefined;
  const { from, halfUnknown } = built.fragment;
  return { ...built, fragment: { is: "hours", form: "around", from: from - EXACT, to: from + EXACT, halfUnknown } };
}

const isWord = (item: Item): boolean => item.keys.includes("NUMWORD");

/** "10h du matin", "2 in the afternoon", "14h pile": the half of the day is known. */
export const HALF_OF_DAY = grammar(
  rule("<CLOCK|NUM> du|dans|le|de|in|on|of le|la|l|the? <PART>", ({ found: [hour, part], before }) => {
    const bare = !hour!.fragment;
    const isPlaced = !before || isWord(hour!) || before?.keys.some((key) => ["a", "at", "VERS", "APRES", "AVANT"].includes(key));
    if (bare && (hour!.number > 12 || !isPlaced)) return undefined;
    const minutes = bare ? hour!.number * 60 : hour!.number;
    if (minutes >= 780 || part!.value === 1) return undefined;
    const pm = part!.value >= 2 && minutes >= 60 && minutes < 720 && !(part!.value === 4 && minutes < 300);
    return at(pm ? minutes + 720 : minutes % 1440);
  }),
  rule("<CLOCK> pile|precise|precises|tapante|tapantes|sharp|exactement|exactly", ({ found: [hour] }) => ({
    keys: hour!.keys,
    number: hour!.number,
    fragment: hour!.fragment,
  })),
);
