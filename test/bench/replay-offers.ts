import type pg from "pg";
import type { Population } from "./population.ts";
import type { Progress } from "./progress.ts";
import { withIds } from "./replay.ts";
import { prepareSending, type RecordedSending, recordSending, replaySendings } from "./replay-sending.ts";
import type { BenchService } from "./service.ts";

/** A recipient of a campaign, with the ids that the statements about them hold. */
export type WaitingOffer = Record<"recipientId" | "personId" | "conversationId" | "addressId", string>;

/** Runs one recipient's turn and its sending in this process, on a pool that records. */
export async function recordOffer(
  service: BenchService,
  population: Population,
  providerUrl: string,
  of: WaitingOffer,
): Promise<RecordedSending<WaitingOffer>> {
  await takeOffers(population, [of]);
  return recordSending(service, population, providerUrl, "offer-campaign", of.recipientId, of);
}

/**
 * Sends for each recipient what was recorded, with its own ids and a bare request in the middle. That their turn has come is written before and is not counted.
 *
 * @returns seconds
 */
export async function replayOffers(
  pool: pg.Pool,
  population: Population,
  providerUrl: string,
  recorded: RecordedSending<WaitingOffer>,
  offers: WaitingOffer[],
  progress: Progress,
): Promise<number> {
  await takeOffers(population, offers);
  // made ahead: the floor is what the database and the provider take
  const prepared = offers.map((offer) => prepareSending(recorded, offer));
  return replaySendings(pool, population, providerUrl, prepared, sendTurn, progress);
}

async function sendTurn(client: pg.PoolClient, { turn, deliveryId }: RecordedSending): Promise<string> {
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
  return ids.get(deliveryId) ?? "";
}

/** Their turn has come. */
async function takeOffers({ owner }: Population, offers: WaitingOffer[]): Promise<void> {
  await owner.query("update campaign_recipient set state = 'sending', taken_at = turn_now() where recipient_id = any($1)", [
    offers.map(({ recipientId }) => recipientId),
  ]);
}
