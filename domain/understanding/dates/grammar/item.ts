import type { DateTime } from "luxon";

/** A span of time, half open. */
export interface Reading {
  start: DateTime;
  end: DateTime;
}

/** Why words leave more than one reading, or none that may be booked. */
export type Why =
  /** "mardi" on a Tuesday */
  | "own-weekday"
  /** "vendredi prochain" while Friday is still to come */
  | "next-or-this"
  /** a weekday and a date, or two dates, that are not the same day */
  | "dates-disagree"
  /** 12/3 in English */
  | "day-or-month"
  /** a part of the day, of any day */
  | "no-day"
  /** "le plus tôt possible", "bientôt" */
  | "no-date"
  /** "le 12 octobre" in November */
  | "past"
  /** "mardi ou jeudi", "la semaine prochaine le matin" */
  | "several"
  /** "à partir de lundi" */
  | "open-ended"
  /** "à 7h": of the morning or of the evening */
  | "morning-or-evening"
  /** among words that speak of something else */
  | "in-passing";

/** Days, whole ones unless `start` has gone by: one reading, or several with the reason. */
export interface Days {
  is: "days";
  form: "weekday" | "date" | "relative" | "weekend" | "week" | "span";
  readings: Reading[];
  why?: Why;
  /** 1 to 7, of a weekday said. */
  weekday?: number;
  /** "dans deux semaines": the week in which a weekday beside it is meant. */
  week?: Reading;
  /** The limit that may stand for it: "d'ici la fin de la semaine". */
  endsAt?: DateTime;
}

/** Minutes from midnight. */
export interface Hours {
  is: "hours";
  form: "part" | "at" | "around" | "between" | "after" | "before" | "from";
  from: number;
  to: number;
  /** "ce soir": of today. */
  today?: boolean;
  /** "en journée": says nothing beside a day. */
  daytime?: boolean;
  /** 1 to 7 o'clock, and nothing said of which half of the day. */
  halfUnknown?: boolean;
  /** Counts only beside a day or a preposition: "deux heures" may last two hours. */
  weak?: boolean;
}

export type Stance = "wanted" | "refused" | "told";
/** How far a stance goes besides what stands on both sides of it: only forward ("sauf mardi"), or over all of a sentence. */
export type Reach = "after" | "all";

export type Fragment =
  | Days
  | Hours
  /** "dans deux heures", "maintenant": complete. */
  | { is: "span"; reading: Reading }
  /** "jusqu'à", "d'ici": what follows is a limit. */
  | { is: "limit"; form: "by" | "before" | "from" | "after" | "around"; postfix?: boolean }
  | { is: "link"; form: "or" | "to" | "between" | "comma" }
  /** What is said is asked for, refused, or told of something else; so is what stands before it, unless it reaches forward only. */
  | { is: "stance"; stance: Stance; reach?: Reach }
  /** A time that went by, or of something else: "mardi dernier", "il y a trois jours". */
  | { is: "told" }
  /** "le 31 novembre" */
  | { is: "impossible" }
  /** "le plus tôt possible" */
  | { is: "vague"; why: Why; readings?: Reading[] }
  | { is: "break" };

/** A word, or several that were understood together. */
export interface Item {
  text: string;
  /** What a pattern may call it: its own text and the classes it belongs to. */
  keys: readonly string[];
  /** Of its class: the weekday (1 to 7), the month, the part of the day. */
  value: number;
  /** As a number, if it is one; of a time of day, minutes from midnight. */
  number: number;
  /** How many digits it was written with; 0 for a word. */
  digits: number;
  fragment?: Fragment;
}
