/** Runs `work`, and tells of it after two seconds and then every ten. */
export async function tellIfSlow<Result>(what: string, progress: (line: string) => void, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const tell = () => progress(`${what} ... ${Math.round((performance.now() - startedAt) / 1000)} s`);
  let repeating: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    tell();
    repeating = setInterval(tell, 10_000);
  }, 2000);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(repeating);
  }
}
