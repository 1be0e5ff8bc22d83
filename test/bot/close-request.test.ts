import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelByPatient } from "../../domain/booking/cancel.ts";
import { cancelAll } from "../../domain/booking/cancel-all.ts";
import { type Db, inProgramme } from "../../domain/db.ts";
import { type AskedRow, askPeer } from "../support/asked.ts";
import { openAppPool, peerPhone } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service, 2);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

let count = 0;

test.each<[string, (db: Db, asked: AskedRow) => Promise<unknown>, RegExp]>([
  [
    "cancels",
    (db, { patient_id, id }) => cancelByPatient(db, patient_id, id, 240),
    /^La personne a annulé le rendez-vous .* Vous n'avez rien/,
  ],
  ["is erased", (db, { patient_id }) => cancelAll(db, patient_id, "erased"), /^Le rendez-vous .* est annulé\. Vous n'avez rien/],
  [
    "can't be reached",
    (db, { patient_id }) => cancelAll(db, patient_id, "unreachable"),
    /^Le rendez-vous .* est annulé\. Vous n'avez rien/,
  ],
])("a peer without cards is told what is true when the person %s", async (_, end, told) => {
  const asked = await askPeer(service, `+3363997${String(1000 + ++count)}`);
  await service.drain();
  const before = service.provider.sentTo(peerPhone(asked.peer)).length;
  await inProgramme(pool, asked.programme_id, (db) => end(db, asked));
  await service.moveClock(`2026-11-23T1${count}:10:00+01:00`);
  expect(service.provider.sentTo(peerPhone(asked.peer)).slice(before)).toEqual([expect.stringMatching(told)]);
});
