import type { ListedPeer, NotOffered } from "../../domain/peers/list-peers.ts";

const WHY: Record<NotOffered, string> = {
  "not-validated": "not validated by a person, with a date",
  "too-little-training": "too little training",
  "no-charter": "charter not signed",
  "supervision-overdue": "supervision overdue or never",
  paused: "paused",
  frozen: "frozen",
  "no-open-time": "no open time in the week",
  unreachable: "no phone or Teams account that can be written to",
};

/** In words: `offered`, or why patients are not offered this peer. */
export function describeNotOffered({ notOffered, pausedUntil }: ListedPeer): string {
  if (notOffered.length === 0) return "offered";
  const reasons = notOffered.map((why) => (why === "paused" && pausedUntil ? `paused until ${pausedUntil}` : WHY[why]));
  return `not offered: ${reasons.join(", ")}`;
}
