/** No figure is about fewer people, and none that follows from two figures is. */
export const SMALLEST_CELL = 10;

/** Whether two counts that are both shown tell of a group too small to be shown: who is in one and not in the other. */
export const tellsApart = (one: number, other: number): boolean => one !== other && Math.abs(one - other) < SMALLEST_CELL;

/**
 * The counts of a table whose total is shown, as they may be shown: null where not. Too small a cell is hidden, and others with it until the total does not give
 * it away. These are taken by their order and not by their size, and until the hidden ones are ten each on average: else whoever knows the rule finds that two of 9
 * are hidden beside a 10. Cells of nobody are left out.
 *
 * @param order in which cells are hidden beside those that are too small
 */
export function suppressCells<Name extends string>(
  counts: Partial<Record<Name, number>>,
  order: readonly Name[],
): Partial<Record<Name, number | null>> {
  const cells = order.map((name) => [name, counts[name] ?? 0] as const).filter(([, count]) => count > 0);
  const hidden = new Map(cells.filter(([, count]) => count < SMALLEST_CELL));
  const sum = () => [...hidden.values()].reduce((total, count) => total + count, 0);
  for (const [name, count] of cells) {
    if (hidden.size === 0 || (hidden.size > 1 && sum() >= SMALLEST_CELL * hidden.size)) break;
    hidden.set(name, count);
  }
  return Object.fromEntries(cells.map(([name, count]) => [name, hidden.has(name) ? null : count])) as Partial<Record<Name, number | null>>;
}
