import { parsePhoneNumberFromString } from "libphonenumber-js/max";

/** Ranges that regulators keep for fiction, as E.164 prefixes, and numbers that anybody may print. */
const NOBODYS = [
  // France: https://www.arcep.fr, decision 2018-0881, article 2.5.12
  /^\+33(19900|26191|35301|46571|53649|63998)\d{4}$/,
  // The demo programme's sender.
  /^\+33937990001$/,
  // North America: https://nationalnanpa.com, 555-0100 to 555-0199
  /^\+1\d{3}55501\d\d$/,
  // The provider's magic numbers: https://www.twilio.com/docs/iam/test-credentials
  /^\+1500555\d{4}$/,
  // United Kingdom: https://www.ofcom.org.uk, numbers for drama
  /^\+44(7700900|2079460|1632960)\d{3}$/,
  // Public help lines of domain/safety: drugs, alcohol, cancer, listening.
  /^\+33(800231313|980980930|805123124|972394050)$/,
  // An alphabet of digits.
  /^\+33123456789$/,
];

const INTERNATIONAL = /(?<![\w+)\]])\+[1-9](?:[ .()-]{0,2}\d){7,14}(?!\d)/g;
const FRENCH = /(?<![\w.+-])0[1-9](?:[ .-]?\d){8}(?![\w-])/g;

/** Finds phone numbers that may be somebody's: real numbering plans, outside the ranges kept for fiction. */
export function findPhoneNumbers(text: string): string[] {
  return [...text.matchAll(INTERNATIONAL), ...text.matchAll(FRENCH)]
    .map(([written]) => written)
    .filter((written) => {
      const phone = parsePhoneNumberFromString(written, "FR");
      return phone?.isValid() === true && !NOBODYS.some((range) => range.test(phone.number));
    });
}
