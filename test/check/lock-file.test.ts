import { expect, test } from "vitest";
import { problemsOfAdvisories } from "./advisories.ts";
import { problemsOfLock } from "./lock-file.ts";

const manifest = { name: "house", version: "1.0.0", dependencies: { door: "2.0.0" } };
const door = { version: "2.0.0", integrity: "sha512-AAAA", dependencies: { hinge: "^1.0.0" } };
const hinge = { version: "1.4.0", integrity: "sha512-BBBB" };
const packages = { "": manifest, "node_modules/door": door, "node_modules/door/node_modules/hinge": hinge };

function problems(changed: { manifest?: object; packages?: object }): string[] {
  const lock = { lockfileVersion: 3, packages: { ...packages, ...changed.packages } };
  return problemsOfLock({ ...manifest, ...changed.manifest }, lock).problems;
}

test("passes a lock file that is in step", () => {
  expect(problems({})).toEqual([]);
  expect(problemsOfLock(manifest, { lockfileVersion: 3, packages }).installed).toEqual([
    { name: "door", version: "2.0.0" },
    { name: "hinge", version: "1.4.0" },
  ]);
});

test.each([
  ["another version of the project", { manifest: { version: "1.0.1" } }, "another name or version"],
  ["a package that was not locked", { manifest: { devDependencies: { lamp: "1.0.0" } } }, "differ in devDependencies"],
  ["a version that was not locked", { manifest: { dependencies: { door: "2.0.1" } } }, "door 2.0.1 is not what package-lock.json installs"],
  ["a range", { manifest: { dependencies: { door: "^2.0.0" } } }, "door is not pinned: ^2.0.0"],
  [
    "a host",
    { packages: { "node_modules/door": { ...door, resolved: "https://packages.example/door.tgz" } } },
    "names where it was downloaded",
  ],
  ["a package without its hash", { packages: { "node_modules/door": { version: "2.0.0" } } }, "no version or no integrity"],
  ["a package that nobody locked", { packages: { "node_modules/door": { ...door, dependencies: { latch: "1.0.0" } } } }, "needs latch"],
])("reports %s", (_what, changed, message) => {
  expect(problems(changed).join("\n")).toContain(message);
});

const today = "2026-03-02";
const advisory = {
  package: "hinge",
  range: "<1.5.0",
  id: "GHSA-aaaa-bbbb-cccc",
  decision: "accepted: the door is never opened from there",
  date: "2026-03-01",
};
const installed = [{ name: "hinge", version: "1.4.0" }];

function advised(changed: object, readOn = today): string {
  return problemsOfAdvisories({ readOn, advisories: [{ ...advisory, ...changed }] }, installed, today).join("\n");
}

test("passes an advisory that was read and accepted", () => {
  expect(advised({})).toBe("");
  expect(problemsOfAdvisories({ readOn: today, advisories: [] }, installed, today)).toEqual([]);
});

test.each([
  ["an installed version that was to be avoided", { decision: "avoided: it falls off when it rains hard" }, "hinge 1.4.0 is installed"],
  ["an accepted version that is no longer installed", { range: "<1.0.0" }, 'make it "avoided"'],
  ["a range that can't be read", { range: "^1.0.0" }, "is not a version or a bound"],
  ["a decision without a reason", { decision: "accepted: fine" }, "must be"],
  ["an id that is none", { id: "GHSA-1" }, "must be a GHSA or CVE id"],
  ["a field that it does not know", { severity: "high" }, "severity"],
])("reports %s", (_what, changed, message) => {
  expect(advised(changed)).toContain(message);
});

test("reports advisories read tomorrow", () => {
  expect(advised({}, "2026-03-03")).toContain("lies in the future");
});
