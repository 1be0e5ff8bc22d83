import { expect, test } from "vitest";
import { closedKey } from "../../dialogs/request-state.ts";
import { texts } from "../../dialogs/texts/texts.ts";

test.each([
  ["patient", "peer.cancelled"],
  ["patient-late", "peer.cancelled"],
  ["peer-silent", "peer.expired"],
  ["hold-ended", "peer.notTaken"],
  ["moved", "peer.moved"],
  ["coordinator", "peer.cancelledByTeam"],
  ["erased", "peer.off"],
  ["unreachable", "peer.off"],
  [null, "peer.off"],
  // their own doing
  ["peer-declined", undefined],
  ["peer-declined-know", undefined],
  ["peer-proposed-other", undefined],
  ["peer-withdrew", undefined],
  ["peer-withdrew-late", undefined],
] as const)("a peer without cards is told the truth of an appointment that ended by %s", (reasonCode, key) => {
  expect(closedKey({ status: "cancelled", reasonCode })).toBe(key);
  if (!key) return;
  expect(/personne a annulé/.test(texts("fr").t(key, { at: "jeudi" }))).toBe(reasonCode?.startsWith("patient") ?? false);
  expect(/person cancelled/.test(texts("en").t(key, { at: "Thursday" }))).toBe(reasonCode?.startsWith("patient") ?? false);
});

test("nothing is said of one that has not ended", () => {
  expect(closedKey({ status: "booked", reasonCode: null })).toBeUndefined();
});
