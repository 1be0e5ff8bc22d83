import { randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTurn } from "../../bot/turn.ts";
import { inProgramme, inTransaction } from "../../domain/db.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { leadPatient } from "../support/patient.ts";
import { addProgramme, atOnce, oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

/** Read before the programme is known; they hold keyed hashes and ids only. */
const OPEN = ["account", "export_link", "inbound_event", "invitation", "meeting_link", "programme_slug", "sender"];
const OTHER_NUMBER = "+33199000002";

let service: TestService;
let pool: pg.Pool;
let demo: string;
let other: string;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 5);
  demo = await oneValue(service, "select programme_id from programme_slug where slug = 'demo'");
  other = await addProgramme(pool, "other", OTHER_NUMBER);
  await leadPatient(service, "+33639980001", "asked");
  await service.text("+33639980002", "bonjour", { To: OTHER_NUMBER });
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

/** Every table of a programme whose rows are guarded. */
async function guarded(): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    service,
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'programme_id' and not a.attisdropped order by 1`,
  );
  return rows.map(({ name }) => name).filter((name) => !OPEN.includes(name));
}

async function countOthers(db: pg.Pool | pg.PoolClient, mine: string | null): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (const table of await guarded()) {
    const { rows } = await db.query<{ seen: number }>(
      `select count(*)::integer as seen from ${table} where programme_id is distinct from $1`,
      [mine],
    );
    if (rows[0]?.seen) seen[table] = rows[0].seen;
  }
  return seen;
}

test("every table of a programme has row-level security, forced, with a policy that compares the programme both ways", async () => {
  const names = await guarded();
  expect(names.length).toBeGreaterThan(15);
  const rows = await rowsOf<{ relname: string }>(
    service,
    `select c.relname, c.relrowsecurity, c.relforcerowsecurity, p.permissive, p.cmd, p.roles::text, p.qual, p.with_check
     from pg_class c left join pg_policies p on p.schemaname = 'public' and p.tablename = c.relname
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1) order by 1`,
    [names],
  );
  const rule = "(programme_id = current_programme())";
  expect(rows).toEqual(
    names.map((relname) => ({
      relname,
      relrowsecurity: true,
      relforcerowsecurity: true,
      permissive: "PERMISSIVE",
      cmd: "ALL",
      roles: "{public}",
      qual: rule,
      with_check: rule,
    })),
  );
});

test("the tables without a policy are the documented ones, and hold neither numbers nor words", async () => {
  const rows = await rowsOf<{ name: string; columns: string[] }>(
    service,
    `select c.relname as name, array_agg(a.attname::text order by a.attname) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any($1) group by 1 order by 1`,
    [OPEN],
  );
  expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual({
    account: ["address_key", "person_id", "programme_id"],
    export_link: ["expires_at", "opened_by", "person_id", "programme_id", "token_key", "used_at"],
    inbound_event: ["event_key", "programme_id", "received_at"],
    invitation: ["code_key", "expires_at", "person_id", "programme_id", "used_at"],
    meeting_link: ["appointment_id", "person_id", "programme_id", "token_key"],
    programme_slug: ["programme_id", "slug"],
    sender: expect.not.arrayContaining(["sealed", "body", "alias"]),
  });
});

test("a turn of one programme sees no row of another, over a reused connection, after an error and after a rollback", async () => {
  // the question means something: both programmes have rows, and the owner sees them
  expect(await oneValue(service, "select count(distinct programme_id)::integer from conversation")).toBe(2);
  const one = openAppPool(service, 1);
  try {
    expect(await inProgramme(one, demo, (db) => countOthers(db, demo))).toEqual({});
    expect(await inProgramme(one, demo, async (db) => (await db.query("select from person")).rowCount)).toBeGreaterThan(12);
    expect(await countOthers(one, null)).toEqual({});
    await expect(inProgramme(one, demo, (db) => db.query("select 1 / 0"))).rejects.toThrow();
    expect(await countOthers(one, null)).toEqual({});
    expect(await inProgramme(one, other, (db) => countOthers(db, other))).toEqual({});
    const client = await one.connect();
    await client.query("begin");
    await client.query("select set_config('passerelle.programme', $1, true)", [demo]);
    await client.query("rollback");
    client.release();
    expect(await countOthers(one, null)).toEqual({});
    expect(await inProgramme(one, other, async (db) => (await db.query("select from person")).rowCount)).toBe(1);
  } finally {
    await one.end();
  }
});

test("turns of two programmes at once over one small pool see only their own", async () => {
  const two = openAppPool(service, 2);
  try {
    const seen = await atOnce(40, (index) => {
      const [mine, number] = index % 2 ? [demo, "+33937990001"] : [other, OTHER_NUMBER];
      return runTurn(
        two,
        `SM${randomBytes(16).toString("hex")}`,
        { kind: "sms", sender: number, addressKey: randomUUID(), sealed: "x" },
        async ({ db }) => {
          const { rows } = await db.query<{ id: string }>("select distinct programme_id as id from person");
          if (index % 5 === 0) throw new Error("as often happens");
          return { say: rows.every(({ id }) => id === mine) ? [] : [{ key: "talk.empty" }], question: null };
        },
      ).then(
        ({ messages }) => messages.length,
        () => 0,
      );
    });
    expect(seen).toEqual(Array(40).fill(0));
    expect(await countOthers(two, null)).toEqual({});
  } finally {
    await two.end();
  }
});

test("a row with another programme's id is refused, and no row can be moved into one", async () => {
  const insert = inProgramme(pool, demo, (db) =>
    db.query("insert into person (programme_id, locale, zone) values ($1, 'fr', 'Europe/Paris')", [other]),
  );
  await expect(insert).rejects.toMatchObject({ code: "42501" });
  const move = inProgramme(pool, demo, (db) => db.query("update rate_window set programme_id = $1", [other]));
  await expect(move).rejects.toMatchObject({ code: "42501" });
  const unset = inTransaction(pool, (db) =>
    db.query("insert into person (programme_id, locale, zone) values ($1, 'fr', 'Europe/Paris')", [demo]),
  );
  await expect(unset).rejects.toMatchObject({ code: "42501" });
  expect(
    await inProgramme(
      pool,
      demo,
      async (db) => (await db.query("update person set alias = 'x' where programme_id = $1", [other])).rowCount,
    ),
  ).toBe(0);
  expect(
    await inProgramme(pool, demo, async (db) => (await db.query("delete from person where programme_id = $1", [other])).rowCount),
  ).toBe(0);
});

test("no row can point into another programme, though foreign keys pass by the policies", async () => {
  const stranger = await oneValue<string>(service, "select person_id from person where programme_id = $1", [other]);
  for (const [table, statement] of [
    [
      "consent",
      "insert into consent (programme_id, person_id, purpose, text_version, locale, channel) values (current_programme(), $1, 'service', '1', 'fr', 'sms')",
    ],
    [
      "delivery",
      "insert into delivery (programme_id, person_id, class, body, state) values (current_programme(), $1, 'notice', '', 'queued')",
    ],
    ["account", "insert into account (programme_id, person_id, address_key) values (current_programme(), $1, 'x')"],
    ["work_item", "insert into work_item (programme_id, person_id, kind) values (current_programme(), $1, 'safety')"],
  ] as const) {
    await expect(
      inProgramme(pool, demo, (db) => db.query(statement, [stranger])),
      table,
    ).rejects.toMatchObject({ code: "23503" });
  }
  // every reference among guarded tables carries the programme, so that this holds for each of them
  const loose = await rowsOf(
    service,
    `select conrelid::regclass::text as table, conname from pg_constraint
     where contype = 'f' and connamespace = 'public'::regnamespace and confrelid::regclass::text not in ('programme', 'inbound_event')
       and not exists (select from unnest(conkey) k join pg_attribute a on a.attrelid = conrelid and a.attnum = k where a.attname = 'programme_id')`,
  );
  expect(loose).toEqual([]);
});

test("the application's role owns nothing, can't pass by the policies, and can't become who can", async () => {
  const roles = await rowsOf(
    service,
    "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles where rolname like 'passerelle\\_%' and rolname in ('passerelle_app', 'passerelle_jobs') order by 1",
  );
  const none = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolcanlogin: false };
  expect(roles).toEqual([
    { rolname: "passerelle_app", ...none },
    { rolname: "passerelle_jobs", ...none },
  ]);
  expect(await rowsOf(service, "select relname from pg_class where relowner = 'passerelle_app'::regrole")).toEqual([]);
  expect(await rowsOf(service, "select proname from pg_proc where proowner = 'passerelle_app'::regrole")).toEqual([]);
  expect(await rowsOf(service, "select from pg_auth_members where member = 'passerelle_app'::regrole")).toEqual([]);
  expect(await oneValue(service, "select has_schema_privilege('passerelle_app', 'public', 'create')")).toBe(false);
  expect((await pool.query("select current_user as name")).rows).toEqual([{ name: "passerelle_app" }]);
});

test("the application's role can't read or write the queue, nor act on every programme's jobs", async () => {
  for (const table of ["_private_jobs", "_private_job_queues", "_private_tasks", "_private_known_crontabs"]) {
    for (const statement of [`select * from graphile_worker.${table}`, `delete from graphile_worker.${table}`]) {
      await expect(pool.query(statement), statement).rejects.toMatchObject({ code: "42501" });
    }
  }
  for (const call of ["move_clock(now())", "next_due()", "release_dead_workers()", "forget_old_events()"]) {
    await expect(pool.query(`select ${call}`), call).rejects.toMatchObject({ code: "42501" });
  }
  await expect(pool.query("select graphile_worker.add_job('send-delivery')")).rejects.toMatchObject({ code: "42501" });
  // what it may do is to enqueue, in a programme's turn only
  await expect(pool.query("select enqueue('send-delivery', gen_random_uuid())")).rejects.toThrow(/outside a programme/);
});

test("the audit can be written and read, and neither changed nor deleted", async () => {
  await inProgramme(pool, demo, (db) => db.query("insert into audit (programme_id, action) values (current_programme(), 'test')"));
  for (const statement of ["update audit set action = 'x'", "delete from audit", "truncate audit"]) {
    await expect(
      inProgramme(pool, demo, (db) => db.query(statement)),
      statement,
    ).rejects.toMatchObject({ code: "42501" });
  }
  expect(await inProgramme(pool, demo, async (db) => (await db.query("select from audit where action = 'test'")).rowCount)).toBe(1);
});

test("the clock can't be moved by the application", async () => {
  await expect(pool.query("update clock set ahead = '1 day'")).rejects.toMatchObject({ code: "42501" });
});

test("the same phone in two programmes is two people", async () => {
  const key = addressKey(service.config.keys.addressKey, "+33639980003");
  await service.text("+33639980003", "bonjour");
  await service.text("+33639980003", "bonjour", { To: OTHER_NUMBER });
  expect(
    await rowsOf(
      service,
      "select count(distinct person_id)::integer as people, count(distinct programme_id)::integer as programmes from channel_address where address_key = $1",
      [key],
    ),
  ).toEqual([{ people: 2, programmes: 2 }]);
  await service.text("+33639980003", "STOP");
  expect(await rowsOf(service, "select programme_id from opt_out where address_key = $1", [key])).toEqual([{ programme_id: demo }]);
});
