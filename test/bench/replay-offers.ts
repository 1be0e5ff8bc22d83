import { randomUUID } from "node:crypto";
import type pg from "pg";
import { openProvider } from "../../adapters/twilio/client.ts";
import { runTurnJob } from "../../bot/jobs/run-turn-job.ts";
import { sendDelivery } from "../../bot/jobs/send-delivery.ts";
import { statusUrl } from "../../bot/routes/status-url.ts";
import { turnSecrets } from "../../bot/turn-effects.ts";
import { CONCURRENCY } from "../../bot/worker.ts";
import { openPool } from "../../domain/db.ts";
import { noLog } from "./in-process-bot.ts";
import type { Population } from "./population.ts";
import type { Progress } from "./progress.ts";
import { recordPool, type Statement } from "./recording-pool.ts";
import { type Ids, withIds } from "./replay.ts";
import type { BenchService } from "./service.ts";

/** A recipient of a campaign, with the ids that the statements about them hold. */
export interface WaitingOffer {
  recipientId: string;
  personId: string;
  conversationId: string;
  addressId: string;
}

/** What one offer asked of the database, from its job to its last word, and for which ids. */
export interface RecordedOffer {
  of: WaitingOffer;
  eventKey: string;
  deliveryId: string;
  providerId: string;
  turn: Statement[];
  claim: Statement[];
  close: Statement[];
}

/** Runs one recipient's turn and its sending in this process, on a pool that records. */
export async function recordOffer(
  { config }: BenchService,
  { url, owner, programmeId }: Population,
  providerUrl: string,
  of: WaitingOffer,
): Promise<RecordedOffer> {
  const real = openPool(url, "passerelle_app", 1, () => {});
  const { pool, take } = recordPool(real);
  const context = {
    pool,
    log: noLog,
    fieldKey: { id: config.keys.fieldKeyId, key: config.keys.fieldKey },
    publicUrl: config.publicUrl,
    provider: openProvider({ ...config.twilio, apiBaseUrl: providerUrl }),
    sendToTeams: () => Promise.reject(new Error("Nobody here has Teams.")),
  };
  try {
    await owner.query("update campaign_recipient set state = 'sending', taken_at = turn_now() where recipient_id = $1", [of.recipientId]);
    const jobId = randomUUID();
    take();
    const outcome = await runTurnJob(pool, "offer-campaign", jobId, { programmeId, id: of.recipientId }, turnSecrets(config));
    if (outcome !== "taken") throw new Error(`An offer came to: ${outcome}`);
    const turn = take().statements;
    const { rows: written } = await owner.query<{ id: string }>("select delivery_id as id from delivery where person_id = $1", [
      of.personId,
    ]);
    const deliveryId = written[0]?.id ?? "";
    await sendDelivery(context, { programmeId, id: deliveryId });
    const sending = take().statements;
    const { rows: sent } = await owner.query<{ id: string }>("select provider_id as id from delivery where delivery_id = $1", [deliveryId]);
    if (!sent[0]?.id) throw new Error("The offer that was to be recorded was not sent.");
    const claimed = sending.findIndex(({ text }) => text === "commit") + 1;
    const [claim, close] = [sending.slice(0, claimed), sending.slice(claimed)];
    return { of, eventKey: `job:${jobId}`, deliveryId, providerId: sent[0].id, turn, claim, close };
  } finally {
    await real.end();
  }
}

/**
 * Sends for each recipient what was recorded, with its own ids and a bare request in the middle. That their turn has come is written before and is not counted.
 *
 * @returns seconds
 */
export async function replayOffers(
  pool: pg.Pool,
  { owner, programmeId }: Population,
  providerUrl: string,
  recorded: RecordedOffer,
  offers: WaitingOffer[],
  progress: Progress,
): Promise<number> {
  await owner.query("update campaign_recipient set state = 'sending', taken_at = turn_now() where recipient_id = any($1)", [
    offers.map(({ recipientId }) => recipientId),
  ]);
  // made ahead: the floor is what the database and the provider take
  const waiting = offers.map((offer) => prepare(recorded, offer));
  const client = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await replayOne(pool, programmeId, providerUrl, next);
      progress.advance();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  return (performance.now() - startedAt) / 1000;
}

function prepare(recorded: RecordedOffer, offer: WaitingOffer): RecordedOffer {
  const { of } = recorded;
  const ids: Ids = new Map([
    [of.recipientId, offer.recipientId],
    [of.personId, offer.personId],
    [of.conversationId, offer.conversationId],
    [of.addressId, offer.addressId],
    [recorded.eventKey, `job:${randomUUID()}`],
  ]);
  const replaced = (statements: Statement[]) => statements.map((statement) => withIds(statement, ids));
  return { ...recorded, turn: replaced(recorded.turn), claim: replaced(recorded.claim), close: replaced(recorded.close) };
}

/** The database gives the delivery an id, and the provider the message: what was recorded of the other ones is said of these. */
async function replayOne(
  pool: pg.Pool,
  programmeId: string,
  providerUrl: string,
  { turn, claim, close, deliveryId, providerId }: RecordedOffer,
): Promise<void> {
  const client = await pool.connect();
  try {
    const ids = new Map<string, string>();
    for (const statement of turn) {
      const { rows } = await client.query(withIds(statement, ids));
      if (statement.name === "save_turn") {
        const written: string = rows[0].stored.deliveryIds[0];
        ids.set(deliveryId, written);
        // the worker, which is running, is not to send what the floor has written
        await client.query("select dequeue('send ' || $1)", [written]);
      }
    }
    const written = ids.get(deliveryId) ?? "";
    for (const statement of claim) await client.query(withIds(statement, ids));
    const fields = {
      To: "+33639980000",
      From: "+33937990001",
      Body: "",
      StatusCallback: statusUrl("https://passerelle.example", programmeId, written),
    };
    const answer = await fetch(`${providerUrl}/2010-04-01/Accounts/Messages.json`, { method: "POST", body: new URLSearchParams(fields) });
    const { sid } = (await answer.json()) as { sid: string };
    ids.set(providerId, sid);
    for (const statement of close) await client.query(withIds(statement, ids));
  } finally {
    client.release();
  }
}
