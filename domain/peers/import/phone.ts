import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { refuseDestination } from "../../deliveries/destination.ts";
import { BadCell } from "./bad-cell.ts";

/** French territories with calling codes of their own; people there write their numbers as in France. */
const OVERSEAS = ["GP", "MQ", "GF", "RE", "YT", "PM", "NC", "PF", "WF"] as const;

/**
 * Reads a phone number, in international or French national format, also where a spreadsheet took a leading 0 or + away. No message repeats the number.
 *
 * @param countries ISO 3166-1 alpha-2
 * @returns E.164, or null for an empty cell
 * @throws {BadCell}
 */
export function readPhone(text: string, countries: string[]): string | null {
  if (!text) return null;
  if (/^\d([.,]\d+)?E\+?\d+$/i.test(text))
    throw new BadCell("The spreadsheet has rounded the phone number; format the column as text and type it again.");
  const french = parsePhoneNumberFromString(text, "FR");
  const overseas = french?.isValid()
    ? undefined
    : OVERSEAS.map((place) => parsePhoneNumberFromString(text, place)).find((phone) => phone?.isValid());
  const phone = overseas ?? french;
  // numbers that were given out lately are possible before they are known as valid
  if (!phone?.isPossible() || phone.ext) throw new BadCell("That is not a phone number; write it as 06 39 98 00 01 or +33 6 39 98 00 01.");
  if (phone.getType() === "FIXED_LINE")
    throw new BadCell("That is a landline, which takes no SMS; write a mobile number, or leave the cell empty.");
  switch (refuseDestination(phone.number, countries)) {
    case "country-not-allowed":
      throw new BadCell("The programme may not write to phones of that country (setting sending.countries).");
    case "premium-number":
      throw new BadCell("That is a premium-rate number, which is never written to.");
    case "not-a-number":
      throw new BadCell("That is not a phone number.");
  }
  return phone.number;
}
