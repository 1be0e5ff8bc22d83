import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeLexicon } from "../../../../domain/understanding/conditions/make-lexicon.ts";

test("the lexicon that is ready-made is that of the catalogue and the clues: else `npm run lexicon`", () => {
  const file = readFileSync(new URL("../../../../domain/understanding/conditions/lexicon.json", import.meta.url), "utf8");
  const made = makeLexicon();
  expect(made.maps.exact[1].length).toBeGreaterThan(8000);
  expect(file === `${JSON.stringify(made)}\n`).toBe(true);
});
