/** Dies at a named point, as a power cut would: for the fault tests, which reach windows that random kills miss. Does nothing unless FAIL_AT names it. */
export function failAt(point: "after-provider-accept" | "after-claim"): void {
  if (process.env.FAIL_AT === point && process.env.NODE_ENV !== "production") process.kill(process.pid, "SIGKILL");
}
