import { SegmentedMessage } from "sms-segments-calculator";
import { toGsm } from "./gsm.ts";

/** No message of ours is longer: past two segments, parts arrive apart or in the wrong order. */
export const MOST_SEGMENTS = 2;

/** Most of what is said is said often, and counting takes half a millisecond. */
const counted = new Map<string, number>();
const MOST_COUNTED = 5000;

/** How many segments a text takes, as the provider counts and bills them. */
export function segmentCount(text: string): number {
  const known = counted.get(text);
  if (known !== undefined) return known;
  const count = new SegmentedMessage(toGsm(text)).segmentsCount;
  if (counted.size >= MOST_COUNTED) counted.clear();
  counted.set(text, count);
  return count;
}
