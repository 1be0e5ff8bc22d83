/** Long enough to replay the write-ahead log of a killed server on a slow disk. */
export const START_MS = 120_000;
