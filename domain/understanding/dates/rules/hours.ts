import type { Hours, Item } from "../grammar/item.ts";
import { type Built, grammar, rule } from "../grammar/match.ts";
import { mayFollowTime } from "../words/followers.ts";

const NOON = 720;
const DAY = 1440;
/** People are received from 8 to 21: what "avant 10h" and "après 18h" reach to. */
const OPENS = 480;
const CLOSES = 1260;

interface Moment {
  minutes: number;
  halfUnknown: boolean;
}

const hours = (fragment: Omit<Hours, "is">): Built => ({ keys: ["HOURS"], fragment: { is: "hours", ...fragment } });

/** A time of day, or a bare figure where only a time can stand ("vers 4", "at 4"). */
function momentOf(item: Item, after: Item | undefined): Moment | undefined {
  if (item.fragment?.is === "hours") return { minutes: item.number, halfUnknown: Boolean(item.fragment.halfUnknown) };
  if (item.keys.includes("PART")) return { minutes: NOON, halfUnknown: false };
  if (item.number > 24 || item.number < 1 || item.digits > 2 || !mayFollowTime(after)) return undefined;
  return { minutes: item.number * 60, halfUnknown: item.number <= 7 && !item.text.startsWith("0") };
}

/** As a limit, an hour from 1 to 7 is of the afternoon: nobody is received before 8. */
const ofDay = ({ minutes, halfUnknown }: Moment): number => (halfUnknown ? minutes + NOON : minutes);

/** What a moment becomes under a preposition. */
const SHAPES = {
  at: ({ minutes, halfUnknown }: Moment): Built => hours({ form: "at", from: minutes, to: minutes + 30, halfUnknown }),
  around: ({ minutes, halfUnknown }: Moment): Built => hours({ form: "around", from: minutes - 30, to: minutes + 30, halfUnknown }),
  from: (moment: Moment): Built => hours({ form: "from", from: ofDay(moment), to: DAY }),
  after: (moment: Moment): Built => hours({ form: "after", from: ofDay(moment), to: ofDay(moment) < CLOSES ? CLOSES : DAY }),
  before: (moment: Moment): Built => hours({ form: "before", from: ofDay(moment) > OPENS ? OPENS : 0, to: ofDay(moment) }),
};

const shaped = (pattern: string, shape: keyof typeof SHAPES) =>
  rule(pattern, ({ found: [item], after }) => {
    // "à midi" is the part of the day
    if (shape === "at" && item!.keys.includes("PART")) return undefined;
    if (shape === "at" && item!.fragment?.is === "hours") return hours(item!.fragment);
    const moment = momentOf(item!, after);
    return moment && SHAPES[shape](moment);
  });

/** "de 2 à 4", "from 10 to 2", "9h-5h": the halves of the day that make the shortest span within the day's hours. */
function between(first: Item, last: Item, after: Item | undefined): Built | undefined {
  const [one, other] = [momentOf(first, undefined), momentOf(last, after)];
  if (!one || !other) return undefined;
  const starts = one.halfUnknown || (first.digits > 0 && one.minutes < NOON) ? [one.minutes, one.minutes + NOON] : [one.minutes];
  const ends = other.minutes < NOON ? [other.minutes, other.minutes + NOON] : [other.minutes];
  const spans = starts
    .flatMap((from) => ends.map((to) => ({ from, to })))
    .filter(({ from, to }) => to > from && to - from <= NOON && to <= DAY);
  const early = spans.find(({ from }) => from < OPENS);
  const kept = spans.filter(({ from }) => from >= OPENS).toSorted((a, b) => a.from - b.from || a.to - b.to)[0] ?? early;
  if (!kept) return undefined;
  // "entre 7h et 9h" is as likely in the morning
  const halfUnknown = one.halfUnknown && one.minutes >= 420 && early !== undefined && early.to <= NOON;
  return hours({
    form: "between",
    from: halfUnknown && early ? early.from : kept.from,
    to: halfUnknown && early ? early.to : kept.to,
    halfUnknown,
  });
}

const span = (pattern: string) => rule(pattern, ({ found: [first, last], after }) => between(first!, last!, after));

const T = "<CLOCK|NUM|midi|midday|one>";
const C = "<CLOCK|midi|midday>";

/** A time of day with what stands before it: "vers 14h30", "après 18h", "between 2 and 4". */
export const HOURS = grammar(
  shaped(`a|at|@ ${T}`, "at"),
  shaped("pour|pr <CLOCK>", "at"),
  shaped("<CLOCK>", "at"),
  shaped(`VERS|vers les? ${T}`, "around"),
  shaped(`a|at VERS ${T}`, "around"),
  shaped(`VERS de ${T}`, "around"),
  shaped(`aux? alentours de ${T}`, "around"),
  shaped(`at? VERS about ${T}`, "around"),
  shaped("<CLOCK> environ|ish|approx|approximately", "around"),
  shaped("<CLOCK> or|a so|peu pres?", "around"),
  shaped(`a partir de ${T}`, "from"),
  shaped(`des ${T}`, "from"),
  shaped(`from|starting at|from? ${T} onwards|on|onward?`, "from"),
  shaped(`any time from|after ${T}`, "after"),
  shaped(`anytime from|after ${T}`, "after"),
  shaped(`APRES les? ${T}`, "after"),
  shaped(`pas|not|jamais|never AVANT ${T}`, "after"),
  shaped(`pas|not until|till ${T}`, "after"),
  shaped(`pas plus tot que ${T}`, "after"),
  shaped(`no|not earlier|sooner than ${T}`, "after"),
  shaped(`a|at ${T} ou|or plus|later|after tard?`, "after"),
  shaped(`au plus tot a|vers? ${T}`, "after"),
  shaped(`AVANT les? ${T}`, "before"),
  shaped(`jusqu a|au? ${T}`, "before"),
  shaped(`until|till|til|by ${T}`, "before"),
  shaped(`pas|not APRES ${T}`, "before"),
  shaped(`no|not later than ${T}`, "before"),
  shaped(`au plus tard a|vers? ${T}`, "before"),
  rule("a|at|vers|pour|around LONG", () => ({ keys: ["BADCLOCK"], fragment: { is: "impossible" } })),
  rule("entre midi et|- deux|2", () => hours({ form: "part", from: 720, to: 840 })),
  span(`entre ${T} et|a|- ${T}`),
  span(`between ${T} and|to|- ${T}`),
  span(`btw|btwn ${T} and|to|- ${T}`),
  span(`de|d|des ${T} a|jusqu|- a? ${T}`),
  span(`from ${T} to|until|till|til|- ${T}`),
  span(`${C} a|to|until|till|jusqu|-|–|/ a? ${C}`),
  rule("<NUM> -|–|to|til|till|until <NUM>", ({ found: [first, last], after }) => {
    const built = between(first!, last!, after);
    return built?.fragment?.is === "hours" ? hours({ ...built.fragment, weak: true }) : undefined;
  }),
  span(`<NUM> a|to|-|–|/ ${C}`),
  span(`${C} to|-|– <NUM>`),
);
