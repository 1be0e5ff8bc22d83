/** One bound of a range: `<1.2.3`, `>=1.2.3` and so on; a version alone means that version. */
const BOUND = /^(<=|>=|<|>|=)?(\d+)\.(\d+)\.(\d+)(?:-([0-9a-z.-]+))?$/i;

/**
 * Says whether a version lies in a range as advisories write them: bounds that must all hold, alternatives separated by `||`.
 * A prerelease comes before its release. No carets, tildes or wildcards.
 *
 * @throws {RangeError} if the range or the version is written in another way
 */
export function isInRange(version: string, range: string): boolean {
  const subject = parse(version);
  return range.split("||").some((alternative) =>
    alternative
      .trim()
      .split(/\s+/)
      .every((bound) => holds(subject, parse(bound))),
  );
}

interface Bound {
  sign: string;
  numbers: number[];
  prerelease: string | undefined;
}

function parse(text: string): Bound {
  const match = BOUND.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a version or a bound such as <1.2.3`);
  return { sign: match[1] ?? "=", numbers: match.slice(2, 5).map(Number), prerelease: match[5] };
}

function holds(subject: Bound, bound: Bound): boolean {
  const order = compare(subject, bound);
  if (order === 0) return bound.sign.includes("=");
  return bound.sign.startsWith(order < 0 ? "<" : ">");
}

function compare(a: Bound, b: Bound): number {
  const difference = a.numbers.map((number, at) => number - b.numbers[at]!).find((number) => number !== 0);
  if (difference !== undefined) return difference;
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === undefined || b.prerelease === undefined) return a.prerelease === undefined ? 1 : -1;
  return a.prerelease.localeCompare(b.prerelease, "en", { numeric: true });
}
