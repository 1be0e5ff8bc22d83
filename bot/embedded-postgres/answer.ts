import { realpath } from "node:fs/promises";
import pg from "pg";
import type { Cluster } from "./cluster.ts";

/** SQLSTATE of a server that is starting up or shutting down. https://www.postgresql.org/docs/18/errcodes-appendix.html */
const CANNOT_CONNECT_NOW = "57P03";

type Answer = { kind: "ours" | "other" | "not-now" | "none" };

/** Who answers on that port: a server with our data, one that is starting or ending, some other, or nobody. */
export async function answerOf(cluster: Cluster, port: number): Promise<Answer> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres"), connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data: string }>("select current_setting('data_directory') as data");
    return { kind: (await samePath(rows[0]?.data ?? "", cluster.data)) ? "ours" : "other" };
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    return { kind: code === CANNOT_CONNECT_NOW ? "not-now" : /^[0-9A-Z]{5}$/.test(code) ? "other" : "none" };
  } finally {
    await client.end().catch(() => {});
  }
}

async function samePath(one: string, other: string): Promise<boolean> {
  return (await realpath(one).catch(() => one)) === (await realpath(other).catch(() => other));
}

/** The superuser's connection. */
export function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}
