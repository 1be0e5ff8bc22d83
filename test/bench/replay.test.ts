import { expect, test } from "vitest";
import { withIds } from "./replay.ts";

const ids = new Map([["11111111-aaaa", "22222222-bbbb"]]);

test("an id is replaced wherever it stands in a statement's values, and nothing else is", () => {
  const at = new Date(0);
  const values = [
    "11111111-aaaa",
    "expire 11111111-aaaa",
    { deliveries: [{ about: "11111111-aaaa", segments: 1 }] },
    ["11111111-aaaa"],
    at,
    null,
    7,
  ];
  expect(withIds({ name: "said", text: "select '11111111-aaaa'", values }, ids)).toEqual({
    name: "said",
    text: "select '11111111-aaaa'",
    values: [
      "22222222-bbbb",
      "expire 22222222-bbbb",
      { deliveries: [{ about: "22222222-bbbb", segments: 1 }] },
      ["22222222-bbbb"],
      at,
      null,
      7,
    ],
  });
});

test("a statement without values stays as it is", () => {
  expect(withIds({ text: "commit" }, ids)).toEqual({ text: "commit" });
});
