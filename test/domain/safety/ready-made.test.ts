import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import "../../../domain/safety/assess-safety.ts";
import { asked, phrasebook } from "../../../domain/safety/rules/phrasebook.ts";
import { packReadyMade, readyMade } from "../../../domain/safety/rules/ready-made.ts";

const books = [...asked];

test("the phrases that are ready-made are those of the rules: else `npm run phrases`", () => {
  expect(books.length).toBeGreaterThan(4);
  const file = readFileSync(new URL("../../../domain/safety/rules/ready-made.bin", import.meta.url));
  expect(packReadyMade(books).equals(file)).toBe(true);
  expect(books.map((lists) => readyMade(lists)?.size ?? 0).every((size) => size > 0)).toBe(true);
});

test("a book whose phrases have changed is made anew", () => {
  const [first = []] = books;
  expect(readyMade([...first, ["une phrase de plus"]])).toBeUndefined();
  expect(phrasebook([...first, ["une phrase de plus"]]).first).toBeTypeOf("function");
});
