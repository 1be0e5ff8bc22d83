import type pg from "pg";
import type { TeamsAdapter } from "../adapters/teams/adapter.ts";
import type { TokenGuard } from "../adapters/teams/token-guard.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import type { PeerSupportBot } from "./peer-support-bot.ts";

/** What the routes of the web process work with. */
export interface WebContext {
  config: Config;
  log: Log;
  pool: pg.Pool;
  bot: PeerSupportBot;
  teams: TeamsAdapter;
  teamsGuard: TokenGuard;
}
