import { type CountryCode, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, test } from "vitest";
import { refuseDestination } from "../../../domain/deliveries/destination.ts";
import { programmeSettings } from "../../../domain/programmes/settings.ts";

const { countries } = programmeSettings.parse({}).sending;

/** What the library of numbering plans gives as an example of a country's mobile numbers. */
const mobile = (country: CountryCode) => getExampleNumber(country, examples)?.number ?? "";
const premium = (range: number) => `+33${range}${"0".repeat(6)}`;

describe("a number is written to", () => {
  test.each([
    ["+33639980001", "a mobile number"],
    ["whatsapp:+33639980001", "the same on WhatsApp"],
    ["+33199000001", "a landline: whether it takes SMS is the provider's to say"],
    ["+33937990001", "a number of a platform"],
  ])("%s, %s", (address) => {
    expect(refuseDestination(address, countries)).toBeUndefined();
  });

  test.each(["GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"] as const)("overseas too: %s", (country) => {
    expect(refuseDestination(mobile(country), countries)).toBeUndefined();
  });
});

describe("a number is refused", () => {
  test.each([
    [premium(899), "premium-number"],
    [premium(892), "premium-number"],
    [`whatsapp:${premium(892)}`, "premium-number"],
    ["+447700900123", "country-not-allowed"],
    ["+12025550123", "country-not-allowed"],
    [mobile("BE"), "country-not-allowed"],
    [mobile("MC"), "country-not-allowed"],
    [mobile("MU"), "country-not-allowed"],
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
    expect(refuseDestination(mobile("BE"), ["BE"])).toBeUndefined();
    expect(refuseDestination(mobile("RE"), ["FR"])).toBe("country-not-allowed");
    expect(refuseDestination("+33639980001", [])).toBe("country-not-allowed");
  });
});
