import { FIRST_PHONE } from "../state.ts";

/** `+33639980999`: the last fictional number that the playground hands out. */
const LAST_PHONE = "+33639980999";

/** Names of people for the numbers, in turn; with a consonant first, for the French page says "de Lou". The service never learns them. */
const NAMES = ["Lou", "Sam", "Noa", "Charlie", "Sacha", "Maël", "Dominique", "Lys"] as const;

/** The number after this one; the first again after the last. */
export function nextPhone(number: string): string {
  return number === LAST_PHONE ? FIRST_PHONE : `+${BigInt(number.slice(1)) + 1n}`;
}

/** What the page calls the person with this number. */
export function nameOfPhone(number: string): string {
  return NAMES[Number(BigInt(number.slice(1)) - BigInt(FIRST_PHONE.slice(1))) % NAMES.length] ?? number;
}
