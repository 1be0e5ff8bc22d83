import { DateTime } from "luxon";
import pg from "pg";
import { inProgramme, openPool } from "../../domain/db.ts";
import { OLDEST_POSTGRES } from "../../domain/migrate.ts";
import { listPlaces } from "../../domain/programmes/place.ts";
import { checkSender } from "../../domain/programmes/sender.ts";
import { lines, staleLines } from "../../domain/safety/lines.ts";
import { measurePool } from "../../domain/sessions/pool.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { poolLine } from "./calls.ts";

type Say = (line: string) => void;

/** A clock further off than this makes tokens and reminders wrong. */
const CLOCK_SECONDS = 30;
const PATIENCE_MS = 5000;

/**
 * Checks an installation and says in plain words what is wrong, one line a finding, `ok` or `!!`.
 *
 * @returns an exit code: 0 if all is well
 */
export async function doctor(env: NodeJS.ProcessEnv, say: Say, today: DateTime = DateTime.now()): Promise<number> {
  let wrong = 0;
  const ok = (line: string) => say(`ok  ${line}`);
  const bad = (line: string) => {
    wrong++;
    say(`!!  ${line}`);
  };

  let config: Config;
  try {
    config = readConfig(env);
    ok(`configuration: complete${config.production ? "" : " (not production)"}`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    bad(`configuration: ${error.message}`);
    say("The rest can only be checked once that is right.");
    return 1;
  }
  checkLines(today, ok, bad);
  await checkDatabase(config, ok, bad);
  await checkPublicUrl(config, ok, bad);
  await checkVideo(config, ok, bad);
  say(wrong === 0 ? "All is well." : `${wrong} ${wrong === 1 ? "thing needs" : "things need"} attention.`);
  return wrong === 0 ? 0 : 1;
}

/** The lines that people in danger are given: a number that was not looked at for a year may be somebody else's. */
function checkLines(today: DateTime, ok: Say, bad: Say): void {
  for (const { number, verifiedOn, source } of staleLines(today))
    bad(`lines: ${number} was last verified on ${verifiedOn}; look at ${source}, then at domain/safety/lines.json`);
  const unverified = lines.filter(({ verifiedOn }) => verifiedOn === null).map(({ number }) => number);
  ok(
    `lines: ${lines.length - unverified.length} are given to people in danger${unverified.length > 0 ? `; not shown, since nobody verified them: ${unverified.join(", ")}` : ""}`,
  );
}

async function checkDatabase(config: Config, ok: Say, bad: Say): Promise<void> {
  const owner = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: PATIENCE_MS });
  try {
    await owner.connect();
  } catch (error) {
    bad(`database: no answer at DATABASE_URL (${(error as NodeJS.ErrnoException).code ?? "refused"})`);
    return;
  }
  try {
    const { rows } = await owner.query<{ version: number; migrated: boolean; now: Date; commit: string }>(
      `select current_setting('server_version_num')::integer / 10000 as version, to_regprocedure('take_turn(text, jsonb)') is not null as migrated,
         clock_timestamp() as now, current_setting('synchronous_commit') as commit`,
    );
    const [found] = rows;
    if (!found) return;
    if (found.version < OLDEST_POSTGRES) bad(`database: PostgreSQL ${found.version}, and ${OLDEST_POSTGRES} or newer is needed`);
    else ok(`database: PostgreSQL ${found.version}`);
    if (found.commit === "off") bad("database: synchronous_commit is off: an acknowledged booking could be lost in a crash");
    const offSeconds = Math.abs(DateTime.now().diff(DateTime.fromJSDate(found.now), "seconds").seconds);
    if (offSeconds > CLOCK_SECONDS) bad(`clock: this machine and the database differ by ${Math.round(offSeconds)} s`);
    else ok("clock: this machine and the database agree");
    if (!found.migrated) {
      bad("database: not migrated; run `npm run passerelle -- migrate`");
      return;
    }
    await checkRoles(owner, ok, bad);
    await checkSenders(config, ok, bad);
    await checkWorkers(owner, ok, bad);
  } finally {
    await owner.end();
  }
}

async function checkRoles(owner: pg.Client, ok: Say, bad: Say): Promise<void> {
  const { rows } = await owner.query<{ role: string }>(
    `select rolname as role from pg_roles where rolname in ('passerelle_app', 'passerelle_jobs') and (rolsuper or rolbypassrls)`,
  );
  if (rows.length > 0) bad(`database: the role ${rows.map(({ role }) => role).join(", ")} may bypass row-level security`);
  else ok("database: the processes' roles are held by row-level security");
}

async function checkSenders(config: Config, ok: Say, bad: Say): Promise<void> {
  const connections = openPool(config.databaseUrl, "passerelle_app", 1, () => {});
  try {
    const { rows: programmes } = await connections.query<{ id: string; slug: string }>(
      "select programme_id as id, slug from programme_slug order by slug",
    );
    if (programmes.length === 0) bad("programmes: none; make one with `npm run passerelle -- programme create`");
    for (const { id, slug } of programmes) {
      await checkRooms(connections, id, slug, ok);
      const { rows } = await inProgramme(connections, id, (db) =>
        db.query<{ address: string; sms_out: boolean; sms_in: boolean; voice: boolean; caller_id: boolean }>(
          "select * from sender where programme_id = $1",
          [id],
        ),
      );
      if (!rows.some((sender) => sender.sms_in && sender.sms_out))
        bad(`senders: the programme ${slug} has no number that can both send and receive`);
      const pool = await inProgramme(connections, id, measurePool);
      if (pool.size === 0 && rows.some((sender) => sender.voice))
        bad(
          `calls: the programme ${slug} has no pool of numbers, so every masked call asks for a code; see \`passerelle pool add --help\``,
        );
      else if (pool.size > 0) (pool.sharing > 0 || pool.needed > pool.size ? bad : ok)(`calls: ${slug}: ${poolLine(pool)}`);
      for (const sender of rows) {
        const checked = checkSender(sender.address, {
          smsOut: sender.sms_out,
          smsIn: sender.sms_in,
          voice: sender.voice,
          callerId: sender.caller_id,
        });
        if ("refused" in checked) bad(`senders: ${sender.address}: ${checked.refused}`);
        else if (checked.warning) bad(`senders: ${sender.address}: ${checked.warning}`);
        else ok(`senders: ${sender.address} (${slug})`);
      }
    }
  } finally {
    await connections.end();
  }
}

async function checkWorkers(owner: pg.Client, ok: Say, bad: Say): Promise<void> {
  const { rows } = await owner.query<{ live: number }>(
    "select count(*)::integer as live from worker_heartbeat where beat_at > clock_timestamp() - interval '60 seconds'",
  );
  if (rows[0]?.live) ok(`workers: ${rows[0].live} alive`);
  else bad("workers: none is alive, so nothing is sent; run `npm start` or `npm run worker`");
}

async function checkVideo({ video }: Config, ok: Say, bad: Say): Promise<void> {
  if (!video) {
    ok("video: no server is configured (VIDEO_BASE_URL), so talks are not offered by video");
    return;
  }
  const guard = video.token ? "with tokens" : "without tokens: whoever knows a room's name may enter at any time";
  try {
    await fetch(video.baseUrl, { signal: AbortSignal.timeout(PATIENCE_MS) });
    ok(`video: ${video.baseUrl} answers, ${guard}`);
  } catch {
    bad(`video: nothing answers at ${video.baseUrl}`);
  }
}

/** In person only where a room is listed. */
async function checkRooms(pool: pg.Pool, programmeId: string, slug: string, ok: Say): Promise<void> {
  const rooms = await inProgramme(pool, programmeId, listPlaces);
  ok(`rooms: ${rooms.length === 0 ? `none is listed in ${slug}, so talks are not offered in person` : `${rooms.length} (${slug})`}`);
}

async function checkPublicUrl({ publicUrl, twilio }: Config, ok: Say, bad: Say): Promise<void> {
  try {
    const response = await fetch(`${publicUrl}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) ok(`public URL: ${publicUrl} answers and is ready`);
    else bad(`public URL: ${publicUrl} answers, but is not ready (${response.status})`);
  } catch {
    bad(`public URL: nothing answers at ${publicUrl}; PUBLIC_URL must be the address by which the provider and Teams reach this service`);
  }
  if (!publicUrl.startsWith("https://") && twilio.apiBaseUrl === "https://api.twilio.com")
    bad("public URL: the real provider needs an https:// address");
}
