/** Which lines work there: mainland France, France overseas, or elsewhere. */
export type Place = "france" | "overseas" | "abroad";

/** Where somebody is, and whether they are texting: who texts can reach 114 without speaking. */
export interface Where {
  place: Place;
  texting: boolean;
}

/** ISO 3166-1 alpha-2. */
const OVERSEAS = new Set(["GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"]);

/**
 * Where a number's country puts its holder, who may of course be travelling.
 *
 * @param countries ISO 3166-1 alpha-2, as many as a shared calling code has; none where it is not known, and then it is France
 */
export function placeOf(countries: string[] | null | undefined): Place {
  if (!countries || countries.length === 0 || countries.includes("FR")) return "france";
  return countries.some((country) => OVERSEAS.has(country)) ? "overseas" : "abroad";
}

/** @param channel `sms`, `whatsapp`, `teams` */
export const whereOf = (channel: string, countries?: string[] | null): Where => ({
  place: placeOf(countries),
  texting: channel === "sms" || channel === "whatsapp",
});
