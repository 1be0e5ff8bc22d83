import type { DateTime } from "luxon";
import type { Days, Hours, Reading, Why } from "../grammar/item.ts";
import { daysFrom } from "../rules/calendar.ts";
import type { Slot } from "./slots.ts";

const NOON = 720;
const DAY = 1440;
/** How far "from Monday on" is looked at, and a reading of every day of a week. */
const OPEN_DAYS = 7;

export interface Read {
  readings: Reading[];
  why?: Why;
  hours?: { from: number; to: number };
}

/** What one wish says, before what has gone by is taken away. */
export function readSlot(slot: Slot, now: DateTime): Read {
  // "d'ici la fin de la journée"
  if ((slot.limit === "by" || slot.limit === "before") && slot.hours && !slot.days)
    return limited(slot, readHours({ ...slot.hours, today: true }, now), now);
  const read = slot.span
    ? { readings: [slot.span] }
    : slot.days
      ? readDays(slot, now)
      : slot.hours
        ? readHours(slot.hours, now)
        : { readings: [] };
  return slot.limit ? limited(slot, read, now) : read;
}

function readDays({ days, hours }: Slot, now: DateTime): Read {
  const said: Pick<Days, "readings" | "why"> = days ?? { readings: [] };
  const isToday = ({ start }: Reading) => start.hasSame(now, "day");
  // "ce soir mardi"
  const onToday = hours?.today && said.readings.some(isToday);
  const readings = onToday ? said.readings.filter(isToday) : said.readings;
  const why = onToday ? undefined : said.why;
  if (!hours || hours.daytime) return { readings, why };
  const halves = halvesOf(hours);
  const all = readings.flatMap(daysOf).flatMap((day) => halves.map((half) => hoursOf(day, half)));
  // a time that was said exactly is not cut at its end
  const each = hours.form === "at" ? all.filter(({ start }) => start >= now.startOf("minute")) : all;
  const isGone = all.length > 0 && each.length === 0 ? ("past" as const) : undefined;
  const several = readings.some(({ start, end }) => end.diff(start, "days").days > 1.5);
  const disagrees = hours.today && !onToday ? ("dates-disagree" as const) : undefined;
  return {
    readings: each,
    why: disagrees ?? why ?? isGone ?? (several ? "several" : halves.length > 1 ? "morning-or-evening" : undefined),
    hours: several || why === "no-date" ? inHours(hours) : undefined,
  };
}

/** Hours without a day: an exact time is the next such; a part of the day may be of any. */
function readHours(hours: Hours, now: DateTime): Read {
  const today = daysFrom(now);
  if (hours.today) {
    const reading = hoursOf(today, hours);
    // "ce soir" said late in the evening
    return { readings: [now >= reading.end && hours.form === "part" && hours.to === 1260 ? { start: now, end: today.end } : reading] };
  }
  if (hours.weak) return { readings: [] };
  if (hours.form !== "at" && hours.form !== "around") return { readings: [], why: "no-day", hours: inHours(hours) };
  const halves = halvesOf(hours);
  const readings = halves.map((half) => {
    const reading = hoursOf(today, half);
    const middle = half.form === "around" ? reading.start.plus({ minutes: 30 }) : reading.start;
    return middle >= now.startOf("minute") ? reading : hoursOf(daysFrom(now.plus({ days: 1 })), half);
  });
  return { readings, why: readings.length > 1 ? "morning-or-evening" : undefined };
}

const inHours = ({ from, to }: Hours) => ({ from: from / 60, to: to / 60 });

/** An hour from 1 to 6 is of the afternoon, as people are received by day; 7 o'clock may be either. */
function halvesOf(hours: Hours): Hours[] {
  // "demain à minuit": as the day begins, or as it ends
  if (hours.form === "at" && hours.from === DAY) return [{ ...hours, from: 0, to: 30 }, hours];
  if (!hours.halfUnknown) return [hours];
  const later = { ...hours, from: hours.from + NOON, to: hours.to + NOON };
  const said = hours.form === "around" ? hours.from + 30 : hours.from;
  return said < 420 ? [later] : [hours, later];
}

const daysOf = ({ start, end }: Reading): Reading[] => {
  const days: Reading[] = [];
  for (let day = start.startOf("day"); day < end && days.length < OPEN_DAYS; day = day.plus({ days: 1 })) days.push(daysFrom(day));
  return days;
};

/** Hours of a day as its clocks show them, also where they change. */
function hoursOf({ start }: Reading, { form, from, to }: Hours): Reading {
  const at = (minutes: number): DateTime =>
    minutes >= DAY
      ? start.plus({ days: 1 }).set({ hour: 0, minute: minutes - DAY })
      : minutes < 0
        ? start.minus({ minutes: -minutes })
        : start.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  const begins = at(from);
  const ends = form === "at" ? begins.plus({ minutes: to - from }) : at(to);
  return { start: begins, end: ends > begins ? ends : begins.plus({ minutes: to - from }) };
}

/** "d'ici vendredi": until its end; "avant vendredi": until it begins; "à partir de lundi": nobody knows until when. */
function limited(slot: Slot, read: Read, now: DateTime): Read {
  const [reading] = read.readings;
  // "d'ici le week-end"
  const isNear = slot.days?.form === "weekend" && read.why === "no-date" && !slot.hours;
  const isEnd = slot.days?.endsAt && (slot.limit === "by" || slot.limit === "before");
  if (!reading || (read.why && !isNear && !isEnd)) return read;
  const end = slot.days?.endsAt ?? (slot.hours?.form === "at" ? reading.start : reading.end);
  switch (slot.limit) {
    case "by":
      return { readings: [{ start: now, end }] };
    case "before":
      return { readings: [{ start: now, end: slot.days?.endsAt ?? reading.start }] };
    case "around":
      return slot.hours || slot.days?.form === "span" || slot.days?.form === "week" ? read : { ...read, why: "no-date" };
    default: {
      const start = slot.limit === "after" ? reading.end : reading.start;
      return { readings: [{ start, end: start.plus({ days: OPEN_DAYS }) }], why: "open-ended" };
    }
  }
}
