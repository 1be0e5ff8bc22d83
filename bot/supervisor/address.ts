import type { Config } from "../config.ts";

/** Where people go: the playground is only ever on this machine. */
export function addressOf(config: Config): string {
  return config.playground ? `${localUrl(config)}/playground` : config.publicUrl;
}

/** Where this machine reaches the web process, whatever it listens on. */
export function localUrl({ host, port }: Config): string {
  const reachable =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `http://${reachable}:${port}`;
}
