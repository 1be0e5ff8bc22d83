import { expect, test } from "vitest";
import { isInRange } from "./version-range.ts";

test.each([
  ["1.2.3", "<1.2.4", true],
  ["1.2.3", "<1.2.3", false],
  ["1.2.3", "<=1.2.3", true],
  ["1.10.0", ">1.9.9", true],
  ["1.2.3", ">=1.0.0 <1.2.0", false],
  ["2.1.0", ">=1.0.0 <1.2.0 || >=2.0.0 <2.1.1", true],
  ["1.2.3", "1.2.3", true],
  ["1.2.4", "=1.2.3", false],
  ["3.0.0-beta.2", "<3.0.0", true],
  ["3.0.0-beta.10", ">3.0.0-beta.9", true],
  ["3.0.0", ">3.0.0-beta.9", true],
])("puts %s and %s together: %s", (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});

test.each(["^1.2.3", "~1.2", "1.x", "", "<1.2"])("refuses a range that it cannot read: %j", (range) => {
  expect(() => isInRange("1.2.3", range)).toThrow(RangeError);
});
