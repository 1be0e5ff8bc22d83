import type { Statement } from "./recording-pool.ts";

/** Ids of a recording, and what stands in their place when it is replayed. */
export type Ids = ReadonlyMap<string, string>;

/** A recorded statement with other ids in its values, wherever they stand in them. */
export function withIds(statement: Statement, ids: Ids): Statement {
  return statement.values ? { ...statement, values: statement.values.map((value) => replaceIds(value, ids)) } : statement;
}

function replaceIds(value: unknown, ids: Ids): unknown {
  if (typeof value === "string") {
    let replaced = value;
    // only what is as long as an id can hold one
    for (const [id, other] of ids) if (replaced.length >= id.length) replaced = replaced.replaceAll(id, other);
    return replaced;
  }
  if (Array.isArray(value)) return value.map((item) => replaceIds(item, ids));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIds(item, ids)]));
}
