import { FIRST_PHONE } from "../state.ts";

/** `+33639980999`: the last fictional number that the playground hands out. */
const LAST_PHONE = "+33639980999";

/** Names of people for the numbers, in turn; with a consonant first, for the French page says "de Lou". The service never learns them. */
const NAMES = ["Lou", "Sam", "Noa", "Charlie", "Sacha", "Maël", "Dominique", "Lys"] as const;

/** Landlines that are reserved for fiction, `01 99 00 01 01` to `99`; the numbers before and after are for the service. https://www.arcep.fr (decision 2018-0881) */
const [FIRST_LANDLINE, LAST_LANDLINE] = ["+33199000101", "+33199000199"];

/** The number after this one; the first again after the last. */
export function nextPhone(number: string | undefined): string {
  return number === undefined || number === LAST_PHONE ? FIRST_PHONE : after(number);
}

/** The landline after this one; the first again after the last. */
export function nextLandline(number: string | undefined): string {
  return number === undefined || number === LAST_LANDLINE ? FIRST_LANDLINE : after(number);
}

function after(number: string): string {
  return `+${BigInt(number.slice(1)) + 1n}`;
}

/** What the page calls the person with this number. */
export function nameOfPhone(number: string): string {
  // Landlines begin in the middle of the names: the first is not another Lou's.
  const [first, skipped] = number.startsWith("+331") ? [FIRST_LANDLINE, NAMES.length / 2] : [FIRST_PHONE, 0];
  return NAMES[(Number(BigInt(number.slice(1)) - BigInt(first.slice(1))) + skipped) % NAMES.length] ?? number;
}
