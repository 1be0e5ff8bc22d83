import type pg from "pg";

/** A statement as it was given to `pg`. */
export interface Statement {
  name?: string;
  text: string;
  values?: unknown[];
}

/** What one transaction sent. */
export interface Recorded {
  statements: Statement[];
  /** How often the server said that it was ready for the next: round trips, counted by the wire itself. */
  roundTrips: number;
}

/**
 * A pool of `pg` that writes down what its clients are asked. The turn gets its clients from it as from any other.
 *
 * @returns the pool, and a function that gives what was recorded since it was last asked
 */
export function recordPool(pool: pg.Pool): { pool: pg.Pool; take(): Recorded } {
  let recorded: Recorded = { statements: [], roundTrips: 0 };
  const known = new WeakSet<object>();
  const connect = async () => {
    const client = await pool.connect();
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    if (!known.has(connection)) {
      known.add(connection);
      connection.on("readyForQuery", () => recorded.roundTrips++);
    }
    return new Proxy(client, {
      get(target, property) {
        if (property === "query") {
          return (query: string | Statement, values?: unknown[]) => {
            recorded.statements.push(typeof query === "string" ? { text: query, values } : query);
            return target.query(query as string, values);
          };
        }
        const value = Reflect.get(target, property);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  const recording = new Proxy(pool, {
    get(target, property) {
      // whatever else the pool does, it does with clients of its own
      const value = property === "connect" ? connect : Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return {
    pool: recording,
    take() {
      const taken = recorded;
      recorded = { statements: [], roundTrips: 0 };
      return taken;
    },
  };
}
