/** What ends by itself is started again after this, then after twice as long each time. */
export const SHORTEST_WAIT_MS = 500;
export const LONGEST_WAIT_MS = 30_000;
