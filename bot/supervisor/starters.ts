/** The bootstrap that started this process itself, and its npm; the variable alone may be inherited from further up. */
export function startersOf(env: NodeJS.ProcessEnv): number[] {
  const pids = (env.PASSERELLE_STARTED_BY ?? "").split(",").map(Number).filter(Boolean);
  return pids[0] === process.ppid ? pids : [];
}

/** For web and worker, which the supervisor starts and nobody else. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PASSERELLE_STARTED_BY: _, ...rest } = env;
  return rest;
}
