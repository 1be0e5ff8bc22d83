/** What a check found: nothing in `problems` means that it passed. */
export interface Verdict {
  problems: string;
  /** What was looked at, so that a check that saw nothing is seen. */
  note?: string;
}
