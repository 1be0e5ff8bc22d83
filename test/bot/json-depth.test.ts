import { expect, test } from "vitest";
import { isDeeperThan } from "../../bot/json-depth.ts";

const nested = (depth: number): unknown => JSON.parse(`${'{"a":['.repeat(depth / 2)}1${"]}".repeat(depth / 2)}`);

test.each([
  ["a number", 1, 0, false],
  ["null", null, 0, false],
  ["an empty object, which is a level itself", {}, 0, true],
  ["an empty object within one level", {}, 1, false],
  ["an object in an array within one level", [{}], 1, true],
  ["an object in an array within two", [{}], 2, false],
  ["the deepest branch, not the first", { a: 1, b: { c: [] } }, 2, true],
  ["20 levels within 20", nested(20), 20, false],
  ["22 levels within 20", nested(22), 20, true],
])("measures %s", (_, value, most, deeper) => {
  expect(isDeeperThan(value, most)).toBe(deeper);
});

test("stops looking where it is deep enough: a hundred thousand levels are no trouble", () => {
  expect(isDeeperThan(nested(100_000), 20)).toBe(true);
});
