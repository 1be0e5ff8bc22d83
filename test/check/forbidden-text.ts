import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findPhoneNumbers } from "./phone-numbers.ts";
import type { Verdict } from "./verdict.ts";

interface Forbidden {
  what: string;
  /** The files concerned; all of them if not given. */
  files?: RegExp;
  find: (line: string) => string | undefined;
  /** Lines that must be found, in pieces so that this file does not hold them. */
  planted: string[][];
  /** Lines that must not. */
  innocent: string[];
}

const pattern = (expression: RegExp) => (line: string) => expression.exec(line)?.[0];

/** What must not stand in any file: the project speaks of itself alone. */
const FORBIDDEN: Forbidden[] = [
  {
    what: "a package registry's host",
    find: pattern(/\bregistry\.[a-z0-9-]+\.[a-z]{2,}|npmmirro[r]|artifactor[y]|verdacci[o]|\.jfrog\.|^\s*registry\s*=|_authToke[n]/i),
    planted: [
      ["https://regi", "stry.npmjs.org/pg"],
      ["regi", "stry=https://packages.example"],
      ["//packages.example/:_auth", "Token=x"],
    ],
    innocent: ["a registry of cards", "windows.registry"],
  },
  {
    what: "a path of one machine",
    find: pattern(/(?<![\w.$}-])\/(?:work|root)\/|(?<![\w.$}-])\/(?:work|root)(?=["'`\s])|(?<![\w.}-])\/tmp\/\w|(?<![\w.])\/Users\/\w/),
    planted: [
      ["cd /wo", "rk/main"],
      ['"/ro', 'ot/.npmrc"'],
      ["/tm", "p/x.json"],
      ["/Us", "ers/anna/code"],
    ],
    innocent: ["../work/plan", "$root/tmp/x", "https://example.org/work/"],
  },
  {
    what: "a test left out, or run alone",
    files: /^test\/.*\.ts$/,
    find: pattern(/\b(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b/),
    planted: [
      ["test.on", 'ly("keeps the hold")'],
      ["describe.sk", 'ip("holds")'],
      ["test.concurrent.sk", "ip.each([1])"],
      ["it.to", 'do("holds")'],
    ],
    innocent: ["test.skipIf(process.getuid?.() === 0)", "reader.skip(4)"],
  },
  {
    what: "a note to oneself",
    files: /\.(ts|js|cjs|mjs|sql|css|html|sh|yml|yaml|json)$|^\.ci\//,
    find: pattern(/\b(?:TO[D]O|FIX[M]E)\b/),
    planted: [
      ["// TO", "DO later"],
      ["/* FIX", "ME */"],
    ],
    innocent: ["methodology"],
  },
  {
    what: "a phone number that may be somebody's",
    find: (line) => findPhoneNumbers(line)[0],
    planted: [
      ["+336", "12345678"],
      ["06 12", " 34 56 78"],
      ["01.42", ".34.56.78"],
      ["+1 (212)", " 736-5000"],
      ["+33 937", " 99 00 02"],
    ],
    innocent: [
      "+33639980001",
      "06 39 98 12 34",
      "01 99 00 12 34",
      "+33937990001",
      "+12125550142",
      "0800 231 313",
      "09 72 39 40 50",
      "00000000-0000-4000-8000-000612345678",
      "2026-01-02T03:04:05.678+01:00",
      "1 + 0612345678901",
    ],
  },
  {
    what: "a private key",
    find: pattern(/-----BEGIN [A-Z ]*PRIVATE KEY/),
    planted: [
      ["-----BEGIN PRI", "VATE KEY-----"],
      ["-----BEGIN RSA PRI", "VATE KEY-----"],
    ],
    innocent: ["-----BEGIN PUBLIC KEY-----"],
  },
];

/** Looks through every text file of the project for what must not stand there, then shows that each search finds its planted lines. */
export function checkForbiddenText(root: string, files: string[]): Verdict {
  const problems: string[] = [];
  let read = 0;
  for (const path of files.filter((file) => file !== "package-lock.json")) {
    const content = readFileSync(join(root, path));
    if (content.subarray(0, 8000).includes(0)) continue;
    read += 1;
    const lines = content.toString("utf8").split("\n");
    for (const { what, files: concerned, find } of FORBIDDEN) {
      if (concerned && !concerned.test(path)) continue;
      for (const [at, line] of lines.entries()) {
        const found = find(line);
        if (found) problems.push(`${path}:${at + 1}: ${what}: ${found}`);
      }
    }
  }
  const planted = FORBIDDEN.flatMap((one) => one.planted).length;
  return { problems: [...problems, ...missedOrInvented()].join("\n"), note: `${read} files; ${planted} planted lines` };
}

function missedOrInvented(): string[] {
  return FORBIDDEN.flatMap(({ what, find, planted, innocent }) => [
    ...planted
      .map((pieces) => pieces.join(""))
      .filter((line) => !find(line))
      .map((line) => `planted and not found as ${what}: ${line}`),
    ...innocent.filter((line) => find(line)).map((line) => `found and not planted as ${what}: ${line}`),
  ]);
}
