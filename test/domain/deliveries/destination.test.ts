import { describe, expect, test } from "vitest";
import { refuseDestination } from "../../../domain/deliveries/destination.ts";
import { programmeSettings } from "../../../domain/programmes/settings.ts";

const { countries } = programmeSettings.parse({}).sending;

describe("a number is written to", () => {
  test.each([
    ["+33639980001", "a mobile number"],
    ["whatsapp:+33639980001", "the same on WhatsApp"],
    ["+33199000001", "a landline: whether it takes SMS is the provider's to say"],
    ["+33937990001", "a number of a platform"],
    ["+590690000101", "a mobile number of Guadeloupe, Saint-Martin or Saint-Barthélemy"],
    ["+596696000101", "a mobile number of Martinique"],
    ["+594694000101", "a mobile number of French Guiana"],
    ["+262692000101", "a mobile number of Réunion"],
    ["+262639000101", "a mobile number of Mayotte"],
    ["+687750001", "a mobile number of New Caledonia"],
  ])("%s, %s", (address) => {
    expect(refuseDestination(address, countries)).toBeUndefined();
  });
});

describe("a number is refused", () => {
  test.each([
    ["+33899000001", "premium-number"],
    ["+33892000001", "premium-number"],
    ["whatsapp:+33892000001", "premium-number"],
    ["+447700900123", "country-not-allowed"],
    ["+12025550123", "country-not-allowed"],
    ["+37744000000", "country-not-allowed"],
    ["+88216000001", "country-not-allowed"],
    ["+", "not-a-number"],
    ["", "not-a-number"],
    ["36063", "not-a-number"],
    ["PASSERELLE", "not-a-number"],
    ["teams:tenant:user", "not-a-number"],
    ["0639980001", "not-a-number"],
  ])("%s: %s", (address, reason) => {
    expect(refuseDestination(address, countries)).toBe(reason);
  });

  test("by the programme's own list of countries", () => {
    expect(refuseDestination("+33639980001", ["BE"])).toBe("country-not-allowed");
    expect(refuseDestination("+32470000001", ["BE"])).toBeUndefined();
    expect(refuseDestination("+262692000101", ["FR"])).toBe("country-not-allowed");
    expect(refuseDestination("+33639980001", [])).toBe("country-not-allowed");
  });
});
