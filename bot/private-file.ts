import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Reads a file of JSON that we wrote; undefined if there is none, or none that can be read. */
// biome-ignore lint/suspicious/noExplicitAny: files of ours, each read where its shape is known
export function readJson(path: string): any {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Writes JSON for its user only. Whoever reads meanwhile sees the old content or the new, never a part. */
export function writePrivately(path: string, content: unknown): void {
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
