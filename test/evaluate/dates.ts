import { DateTime } from "luxon";
import { findTime } from "../../domain/understanding/dates/find-time.ts";
import { foldsOf, type Labelled, share } from "./labelled.ts";

/** When the labelled sentences are said, unless told otherwise. */
export const SAID_AT = "2026-11-24T10:00";
const ZONE = "Europe/Paris";

/** What the sentence was understood as, written as its label is. */
function understood({ utterance = "", lang }: Labelled, now: DateTime): string {
  const found = findTime(utterance, { now, locale: lang === "en" ? "en" : "fr" });
  if (found.kind !== "interval") return found.kind;
  return `${minute(found.start)} ${minute(found.end)}`;
}

const minute = (instant: DateTime) => instant.toUTC().toFormat("yyyy-MM-dd'T'HH:mm'Z'");

function labelOf({ expected_start: start = "", expected_end: end = "" }: Labelled): string {
  if (start === "none" || start === "ambiguous") return start;
  return `${minute(DateTime.fromISO(start))} ${minute(DateTime.fromISO(end))}`;
}

/** Prints how dates are understood: exact intervals, and what would book although it must not. */
export function evaluateDates(rows: Labelled[], saidAt: string, print: (line: string) => void): void {
  const now = DateTime.fromISO(saidAt, { zone: ZONE });
  const results = rows.map((row) => ({ row, label: labelOf(row), got: understood(row, now) }));
  const isInterval = ({ label }: { label: string }) => label !== "none" && label !== "ambiguous";
  const intervals = results.filter(isInterval);
  const others = results.filter((result) => !isInterval(result));
  const right = (among: typeof results) => among.filter(({ label, got }) => label === got).length;
  const books = others.filter(({ got }) => got.includes("Z")).length;
  print(`dates: ${intervals.length} intervals, ${others.length} none or ambiguous`);
  print(`  exact interval                  ${share(right(intervals), intervals.length)}   must >= 0.93`);
  print(`  none or ambiguous, named so     ${share(right(others), others.length)}`);
  print(`  none or ambiguous that book     ${books}       must be 0`);
  for (const { row, label, got } of results) if (label !== got) print(`    ${label} <- ${row.utterance}: ${got}`);
  const folds = foldsOf(results.filter(isInterval)).map(({ held }) => share(right(held), held.length));
  print(`  nothing is tuned; exact in each fifth: ${folds.join(", ")}`);
}
