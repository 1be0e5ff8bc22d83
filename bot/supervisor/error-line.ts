/** What a person can act on: the first line of the message. */
export function oneLine(error: unknown): string {
  // Where a name has two addresses, a refused connection has its message in its parts.
  const first = error instanceof AggregateError && !error.message ? error.errors[0] : error;
  return (first instanceof Error ? first.message : String(first)).split("\n")[0] ?? "";
}

/** A mistake of ours, or a module that is missing: its trace says more than its message. */
export function isMistake(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof SyntaxError ||
    (error as { code?: string }).code === "ERR_MODULE_NOT_FOUND"
  );
}
