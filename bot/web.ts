import { fileURLToPath } from "node:url";
import { createTeamsAdapter } from "../adapters/teams/adapter.ts";
import { createTokenGuard } from "../adapters/teams/token-guard.ts";
import { openPool } from "../domain/db.ts";
import { type Config, readConfig } from "./config.ts";
import { type Log, openLog } from "./log.ts";
import { PeerSupportBot } from "./peer-support-bot.ts";
import { runAsProcess } from "./process.ts";
import { createServer } from "./server.ts";

export interface Web {
  port: number;
  stop(): Promise<void>;
  ended: Promise<unknown>;
}

/** Starts the web process's server, and listens. With PLAYGROUND=1 the local phones and Teams chats are mounted into it. */
export async function startWeb(config: Config, log: Log, playground?: { stateFile: string }): Promise<Web> {
  const pool = openPool(config.databaseUrl, "passerelle_app", config.databasePoolSize, (error) =>
    log.error("a database connection broke", { error }),
  );
  const clock = { now: () => new Date() };
  const teamsGuard = createTokenGuard({ ...config.teams, ...clock });
  const teams = createTeamsAdapter({ ...config.teams, ...clock }, teamsGuard);
  const server = createServer({ config, log, pool, bot: new PeerSupportBot(pool, config, log), teams, teamsGuard });

  let closePlayground = async () => {};
  if (config.playground && playground) {
    const { mountPlayground } = await import("../playground/mount.ts");
    const codes = await import("./demo-codes.ts");
    const { openWindow } = await import("./playground/open-window.ts");
    const window = openWindow(config, pool, log);
    const { close } = await mountPlayground(server, {
      publicUrl: config.publicUrl,
      accountSid: config.twilio.accountSid,
      authToken: config.twilio.authToken,
      apiBaseUrl: config.twilio.apiBaseUrl,
      number: codes.DEMO_NUMBER,
      poolNumbers: codes.DEMO_POOL,
      peerPhone: codes.DEMO_PEER_PHONE,
      teams: {
        appId: config.teams.appId,
        appPassword: config.teams.appPassword,
        tenantId: config.teams.tenantId,
        tokenIssuer: config.teams.tokenIssuer,
      },
      accounts: {
        peer: { name: codes.DEMO_PEER_NAME, invitationCode: codes.DEMO_PEER_CODE },
        coordinator: { name: codes.DEMO_COORDINATOR_NAME, invitationCode: codes.DEMO_COORDINATOR_CODE },
      },
      service: window.service,
      stateFile: playground.stateFile,
    });
    closePlayground = async () => {
      await close();
      await window.close();
    };
  }

  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  const ended = Promise.withResolvers<void>();
  return {
    port: (server.address() as { port: number }).port,
    ended: ended.promise,
    async stop() {
      await closePlayground();
      await new Promise<void>((resolve) => {
        server.close(resolve);
        server.server.closeIdleConnections();
        // what is still being answered has a little time
        setTimeout(() => server.server.closeAllConnections(), 3000).unref();
      });
      await pool.end();
      ended.resolve();
    },
  };
}

if (import.meta.main) {
  await runAsProcess("web", async () => {
    const { localFolder, readLocalEnvironment } = await import("./local-environment.ts");
    const projectDir = fileURLToPath(new URL("..", import.meta.url));
    const config = readConfig(readLocalEnvironment(process.env, projectDir));
    const playground = config.playground ? { stateFile: `${localFolder(process.env, projectDir)}/playground.json` } : undefined;
    return startWeb(config, openLog("web", config.logLevel), playground);
  });
}
