import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const COMMAND = fileURLToPath(new URL("./evaluate.ts", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "evaluate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, ...rows: string[][]) =>
  writeFileSync(path.join(folder, name), rows.map((row) => `${row.join("\t")}\n`).join(""));

async function evaluate(...words: string[]) {
  const child = spawn(process.execPath, [COMMAND, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { exitCode, stdout, stderr };
}

test("prints how each kind of sentence is understood, and every confusion", async () => {
  write(
    "condition_queries.tsv",
    ["utterance", "expected", "lang"],
    ["j'ai une endométriose", "endometriose", "fr"],
    ["mon endométriose me fatigue", "asthme", "fr"],
    ["il fait beau aujourd'hui", "none", "fr"],
  );
  write(
    "dates.tsv",
    ["utterance", "lang", "expected_start", "expected_end"],
    ["jeudi à 14h", "fr", "2026-11-26T14:00+01:00", "2026-11-26T14:30+01:00"],
    ["demain matin", "fr", "2026-11-25T09:00+01:00", "2026-11-25T12:00+01:00"],
    ["il fait beau", "fr", "none", "none"],
  );
  write(
    "crisis_eval.tsv",
    ["utterance", "severity", "category", "lang"],
    ["je vais me pendre", "3", "suicide", "fr"],
    ["on se voit au marché demain", "2", "suicide", "fr"],
    ["bonjour à tous", "0", "benign", "fr"],
  );
  const { exitCode, stdout, stderr } = await evaluate(folder);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(/^conditions: 2 sentences, 1 about nothing$/m);
  expect(stdout).toMatch(/^ {2}right first +0\.500 {3}0\.500 {3}>= 0\.85$/m);
  expect(stdout).toMatch(/^ {2}about nothing, matched +0\.000 {3}0\.000 /m);
  expect(stdout).toMatch(/^ {4}asthme <- mon endométriose me fatigue: endometriose/m);
  expect(stdout).not.toContain("<- j'ai une endométriose");
  expect(stdout).toMatch(/^ {2}exact interval +0\.500 +must >= 0\.93$/m);
  expect(stdout).toMatch(/<- demain matin: 2026-11-25T07:00Z 2026-11-25T11:00Z$/m);
  expect(stdout).toMatch(/^ {2}none or ambiguous that book +0 +must be 0$/m);
  expect(stdout).toMatch(/^ {2}severe found \(level 2 or 3\) +0\.000 {3}0\.500 {3}>= 0\.97$/m);
  expect(stdout).toMatch(/^ {4}2 suicide <- on se voit au marché demain: 0/m);
});

test.each([
  ["a folder that is not there", () => [path.join(folder, "none")], /^error: there is no folder .*none$/m],
  ["a folder without any of the files", () => [folder], /^error: .* holds none of the labelled files/m],
  ["neither a folder nor --cross", () => [], /^error: a folder of labelled files, or --cross, is needed$/m],
])("says what is wrong with %s", async (_, words, said) => {
  const { exitCode, stdout, stderr } = await evaluate(...words());
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe("");
});

test("names no sentence as right where a row has too few columns, but the error", async () => {
  write("dates.tsv", ["utterance", "lang", "expected_start", "expected_end"], ["demain"]);
  const { exitCode, stderr } = await evaluate(folder);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/columns?/i);
});
