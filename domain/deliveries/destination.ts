import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** Kinds of numbers that cost their caller, or their texter, more than a call: never written to. */
const PREMIUM = new Set(["PREMIUM_RATE", "SHARED_COST", "PERSONAL_NUMBER", "UAN", "PAGER"]);

/**
 * The countries a number may be of (a calling code that several territories share has several), by ISO 3166-1 alpha-2; none for a premium number, and for
 * what is no number. What a phone number is and costs is libphonenumber's knowledge.
 *
 * @param address E.164, with or without `whatsapp:`
 */
export function countriesOf(address: string): string[] {
  const refused = refuseDestination(address, []);
  if (refused !== "country-not-allowed") return [];
  const number = parsePhoneNumberFromString(address.replace(/^whatsapp:/, ""));
  return number?.country ? [number.country] : (number?.getPossibleCountries() ?? []);
}

/**
 * Whether a number may be written to: in a country of the programme's allow-list, and not a premium one.
 *
 * @param address E.164, with or without `whatsapp:`
 * @param countries ISO 3166-1 alpha-2
 */
export function refuseDestination(
  address: string,
  countries: string[],
): "country-not-allowed" | "premium-number" | "not-a-number" | undefined {
  const number = parsePhoneNumberFromString(address.replace(/^whatsapp:/, ""));
  if (!number) return "not-a-number";
  const type = number.getType();
  if (type && PREMIUM.has(type)) return "premium-number";
  // a calling code that several territories share, when the number's own is not known
  const places = number.country ? [number.country] : number.getPossibleCountries();
  return places.some((place) => countries.includes(place)) ? undefined : "country-not-allowed";
}
