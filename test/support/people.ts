import { randomUUID } from "node:crypto";
import type pg from "pg";
import { demoPeers } from "../../bot/demo-peers.ts";
import type { Outgoing } from "../../bot/outcome.ts";
import { runTurn } from "../../bot/turn.ts";
import { type Db, inProgramme, inTransaction, openPool } from "../../domain/db.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { createProgramme } from "../../domain/programmes/create-programme.ts";
import { addSender } from "../../domain/programmes/sender.ts";
import type { TestService } from "./service.ts";

/** The phone that the demo gives a peer. */
export function peerPhone(name: string): string {
  return `+336399810${String(demoPeers().findIndex(({ displayName }) => displayName === name) + 1).padStart(2, "0")}`;
}

/** Rows as the owner sees them, whatever the policies. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  { owner }: Pick<TestService, "owner">,
  query: string,
  values?: unknown[],
): Promise<Row[]> {
  return (await owner.query<Row>(query, values)).rows;
}

/** One value of the first row. */
export async function oneValue<Value>(service: Pick<TestService, "owner">, query: string, values?: unknown[]): Promise<Value> {
  const [row] = await rowsOf(service, query, values);
  return Object.values(row ?? {})[0] as Value;
}

/** The id of the person whom a phone belongs to. */
export function personOf(service: Pick<TestService, "owner" | "config">, phone: string): Promise<string> {
  const key = addressKey(service.config.keys.addressKey, phone);
  return oneValue(service, "select person_id from channel_address where address_key = $1", [key]);
}

/** A pool as the web process has it. */
export const openAppPool = (service: Pick<TestService, "config">, size = 25): pg.Pool =>
  openPool(service.config.databaseUrl, "passerelle_app", size, () => {});

/** Works with a pool as the web process has it, and ends it. */
export async function withAppPool<Result>(service: Pick<TestService, "config">, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
  const pool = openAppPool(service, 2);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Works in a transaction of the demo programme, as the application does. */
export async function inDemo<Result>(service: Pick<TestService, "config" | "owner">, work: (db: Db) => Promise<Result>): Promise<Result> {
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  return withAppPool(service, (pool) => inProgramme(pool, programmeId, work));
}

/** Writes a message to a person in a turn, as a job does; gives the delivery's id. */
export async function writeTo(
  service: Pick<TestService, "owner" | "config">,
  pool: pg.Pool,
  phone: string,
  message: Partial<Outgoing>,
): Promise<string> {
  const personId = await personOf(service, phone);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  const answer = await runTurn(pool, `test:${randomUUID()}`, { kind: "job", programmeId, personId }, async () => ({
    say: [],
    question: "keep",
    outgoing: [{ personId, class: "appointment", body: "message de test", ...message }],
  }));
  return answer.deliveryIds[0] ?? "";
}

interface StoredDelivery {
  state: string;
  reason: string | null;
  attempt: number;
  attempted_at: Date | null;
  provider_id: string | null;
  send_after: Date;
}

/** A delivery as it is stored. */
export async function deliveryOf(service: Pick<TestService, "owner">, id: string): Promise<StoredDelivery> {
  const [row] = await rowsOf<StoredDelivery & pg.QueryResultRow>(
    service,
    "select state, reason, attempt, attempted_at, provider_id, send_after from delivery where delivery_id = $1",
    [id],
  );
  if (!row) throw new Error(`There is no delivery ${id}.`);
  return row;
}

/** Makes a second programme with a number of its own. */
export function addProgramme(pool: pg.Pool, slug: string, number: string): Promise<string> {
  return inTransaction(pool, async (db) => {
    const id = await createProgramme(db, { slug, name: slug, locale: "fr", zone: "Europe/Paris" });
    await addSender(db, number, { smsOut: true, smsIn: true, voice: false, callerId: false });
    return id;
  });
}

let programmesMade = 0;

/** Makes one more programme, with a slug and a number that no other one has. */
export async function addOneMoreProgramme(pool: pg.Pool): Promise<{ programmeId: string; slug: string }> {
  const slug = `programme-${++programmesMade}`;
  return { programmeId: await addProgramme(pool, slug, `+3319900${1000 + programmesMade}`), slug };
}

/** Every `table.column` of the public schema, and every waiting job, that holds the words anywhere in a text or JSON value. */
export async function findAnywhere(owner: pg.Client, needle: string): Promise<string[]> {
  const { rows: columns } = await owner.query<{ place: string; source: string; name: string }>(
    `select table_schema || '.' || table_name || '.' || column_name as place, format('%I.%I', table_schema, table_name) as source, format('%I', column_name) as name
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'
       and data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY')
     order by 1`,
  );
  const found: string[] = [];
  for (const { place, source, name } of columns) {
    const { rowCount } = await owner.query(`select from ${source} where strpos(lower(${name}::text), lower($1)) > 0 limit 1`, [needle]);
    if (rowCount) found.push(place);
  }
  return found;
}

/** Runs `work` for every number from 0 at once. */
export function atOnce<Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}
