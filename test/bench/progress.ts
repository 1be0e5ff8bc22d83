/** Tells how far a long part has come: first after two seconds, then every ten. */
export interface Progress {
  advance(): void;
  end(): void;
}

export function showProgress(say: (line: string) => void, what: string, total: number): Progress {
  const startedAt = performance.now();
  let done = 0;
  let tellAfterMs = 2000;
  const tell = () =>
    say(
      `${what} ... ${done.toLocaleString("en")} of ${total.toLocaleString("en")}, ${Math.round((performance.now() - startedAt) / 1000)} s`,
    );
  const timer = setInterval(() => {
    if (performance.now() - startedAt < tellAfterMs) return;
    tell();
    tellAfterMs += 10_000;
  }, 500);
  return {
    advance: () => done++,
    end: () => clearInterval(timer),
  };
}
