import { FIRST_PHONE } from "../state.ts";

/** `+33639980999`: the last fictional number that the playground hands out. */
const LAST_PHONE = "+33639980999";

/** The number after this one; the first again after the last. */
export function nextPhone(number: string): string {
  return number === LAST_PHONE ? FIRST_PHONE : `+${BigInt(number.slice(1)) + 1n}`;
}
