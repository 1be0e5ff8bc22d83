import { DateTime } from "luxon";
import { isPublicHoliday } from "../deliveries/quiet-hours.ts";

/** A weekly turn of duty: wall time in the programme's zone, `HH:mm`; `24:00` is the end of the day. ISO weekdays, 1 is Monday. */
export interface Shift {
  personId: string;
  weekday: number;
  startsAt: string;
  endsAt: string;
  /** The lowest is paged first. */
  rank: number;
  onHolidays: boolean;
}

/** Where the rota's wall times and public holidays are counted. */
export interface RotaPlace {
  zone: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** Further than this nobody looks: no programme rests for two months. */
const DAYS_AHEAD = 60;

/** The shifts that are being held at `at`, by rank. */
export function onDutyAt<Row extends Shift>(shifts: Row[], at: DateTime, place: RotaPlace): Row[] {
  const local = at.setZone(place.zone);
  const time = local.toFormat("HH:mm");
  return heldOn(shifts, local, place)
    .filter((shift) => shift.startsAt <= time && time < shift.endsAt)
    .sort((a, b) => a.rank - b.rank);
}

/** When the next shift begins after `at`, in the programme's zone; undefined if none does. */
export function nextDuty(shifts: Shift[], at: DateTime, place: RotaPlace): DateTime | undefined {
  if (shifts.length === 0) return undefined;
  const today = at.setZone(place.zone).startOf("day");
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const day = today.plus({ days: ahead });
    const starts = heldOn(shifts, day, place)
      .map(({ startsAt }) => {
        const [hour = 0, minute = 0] = startsAt.split(":").map(Number);
        return day.set({ hour, minute });
      })
      .filter((start) => start > at);
    if (starts.length > 0) return DateTime.min(...starts);
  }
  return undefined;
}

function heldOn<Row extends Shift>(shifts: Row[], day: DateTime, { country }: RotaPlace): Row[] {
  const ofDay = shifts.filter(({ weekday }) => weekday === day.weekday);
  return ofDay.length > 0 && isPublicHoliday(day, country) ? ofDay.filter(({ onHolidays }) => onHolidays) : ofDay;
}
