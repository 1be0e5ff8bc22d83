import { DateTime } from "luxon";
import pg from "pg";
import { addShifts } from "../domain/coordination/shifts.ts";
import { inProgramme, inTransaction, openPool } from "../domain/db.ts";
import { endOfQuiet, isQuiet } from "../domain/deliveries/quiet-hours.ts";
import { addCoordinator, addPeer, addPhone } from "../domain/peers/add-peer.ts";
import { addressKey } from "../domain/people/address-key.ts";
import { invite } from "../domain/people/invitation.ts";
import { seal } from "../domain/people/seal.ts";
import { createProgramme, findProgramme } from "../domain/programmes/create-programme.ts";
import { addPlace } from "../domain/programmes/place.ts";
import { addSender } from "../domain/programmes/sender.ts";
import { addUnit } from "../domain/programmes/unit.ts";
import type { Config } from "./config.ts";
import {
  DEMO_COORDINATOR_CODE,
  DEMO_COORDINATOR_NAME,
  DEMO_NUMBER,
  DEMO_PEER_CODE,
  DEMO_PEER_NAME,
  DEMO_POOL,
  DEMO_SLUG,
} from "./demo-codes.ts";
import { demoPeers } from "./demo-peers.ts";
import { DEMO_PLACES } from "./demo-places.ts";
import { DEMO_UNITS } from "./demo-units.ts";
import { meansSomething } from "./means-something.ts";

/**
 * Loads the demo programme, once: fictional peers over the five domains, a coordinator, a number. Its codes work again at every start.
 * With the playground the service's clock is moved on to the next waking hour if it is a quiet one, or nothing could be shown on a Sunday.
 */
export async function loadDemo(config: Config, progress: (line: string) => void = () => {}): Promise<void> {
  const pool = openPool(config.databaseUrl, "passerelle_app", 2, () => {});
  const { fieldKeyId, fieldKey, addressKey: secret } = config.keys;
  try {
    const known = await findProgramme(pool, DEMO_SLUG);
    if (!known) {
      const peers = demoPeers();
      await inTransaction(pool, async (db) => {
        await createProgramme(db, { slug: DEMO_SLUG, name: "Passerelle", locale: "fr", zone: "Europe/Paris" });
        await addSender(db, DEMO_NUMBER, { smsOut: true, smsIn: true, voice: true, callerId: true });
        for (const address of DEMO_POOL)
          await addSender(db, address, { smsOut: true, smsIn: true, voice: true, callerId: true, pool: true });
        for (const [index, { conditions, ...peer }] of peers.entries()) {
          const personId = await addPeer(db, { ...peer, conditions });
          const phone = `+336399810${String(index + 1).padStart(2, "0")}`;
          await addPhone(db, personId, { addressKey: addressKey(secret, phone), sealed: seal({ id: fieldKeyId, key: fieldKey }, phone) });
        }
        const coordinatorId = await addCoordinator(db, { displayName: DEMO_COORDINATOR_NAME, locale: "fr", zone: "Europe/Paris" });
        for (const place of DEMO_PLACES) await addPlace(db, place);
        for (const unit of DEMO_UNITS) await addUnit(db, null, unit, meansSomething);
        await addShifts(db, coordinatorId, { weekdays: [1, 2, 3, 4, 5], startsAt: "09:00", endsAt: "17:00", rank: 1, onHolidays: false });
      });
      progress(`Loaded the demo programme: ${peers.length} fictional peers`);
    }
    await renewCodes(pool, secret);
  } finally {
    await pool.end();
  }
  if (config.playground) await leaveQuietHours(config.databaseUrl, progress);
}

async function renewCodes(pool: pg.Pool, secret: Buffer): Promise<void> {
  const programmeId = await findProgramme(pool, DEMO_SLUG);
  if (!programmeId) return;
  await inProgramme(pool, programmeId, async (db) => {
    const { rows } = await db.query<{ peer: string; coordinator: string }>(
      `select (select person_id from peer order by created_at, display_name = $1 desc limit 1) as peer, (select person_id from coordinator limit 1) as coordinator`,
      [DEMO_PEER_NAME],
    );
    const [found] = rows;
    if (found?.peer) await invite(db, secret, found.peer, DEMO_PEER_CODE);
    if (found?.coordinator) await invite(db, secret, found.coordinator, DEMO_COORDINATOR_CODE);
  });
}

async function leaveQuietHours(databaseUrl: string, progress: (line: string) => void): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ now: Date }>("select service_now() as now");
    const now = DateTime.fromJSDate(rows[0]?.now ?? new Date(), { zone: "Europe/Paris" });
    if (!isQuiet(now, "Europe/Paris", "FR")) return;
    const opens = endOfQuiet(now, "Europe/Paris", "FR").plus({ hours: 2 });
    await owner.query("select move_clock($1)", [opens.toJSDate()]);
    progress(`It is a quiet hour: the playground's clock is moved on to ${opens.setLocale("en-GB").toFormat("cccc d LLLL HH:mm")}`);
  } finally {
    await owner.end();
  }
}
