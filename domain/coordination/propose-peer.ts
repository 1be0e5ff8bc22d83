import type { DateTime } from "luxon";
import { loadRequest } from "../booking/request.ts";
import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import type { Locale } from "../locale.ts";
import { findOffers, type Offer } from "../peers/matching/find-offers.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { recordAudit } from "./audit.ts";
import type { WorkItem } from "./queue.ts";

/** As many as are read in a list without searching. */
const MOST_LISTED = 12;

/** The active peers who fit what the person of an item looks for, and have time. */
export async function peersToPropose(
  db: Db,
  item: WorkItem,
  settings: ProgrammeSettings,
  now: DateTime,
  hasVideo: boolean,
): Promise<Offer[]> {
  if (!item.requestId) return [];
  const request = await loadRequest(db, item.requestId);
  const { rows } = await db.query<{ locale: Locale; zone: string }>("select locale, zone from person where person_id = $1", [
    item.personId,
  ]);
  const [person] = rows;
  if (!request || !person) return [];
  const wanted = {
    condition: request.conditionId,
    experience: request.experience,
    requestId: request.id,
    patientId: item.personId,
    hasVideo,
    ...person,
  };
  return findOffers(db, wanted, settings, now, { offset: 0, limit: MOST_LISTED });
}

/**
 * A coordinator proposes one peer to the person of an item that they have: the person is asked in a turn of their own, and the item is closed.
 * What was still asked of another peer for the same wish is taken back.
 */
export async function proposePeer(db: Db, coordinatorId: string, item: WorkItem, peerId: string): Promise<void> {
  // appointments before items, as an answer to one locks them
  const { rows: asked } = await db.query<{ id: string }>(
    `select appointment_id as id from appointment
     where status = 'pending' and (appointment_id = (select appointment_id from work_item where work_item_id = $1) or request_id = $2)
     order by appointment_id for update`,
    [item.id, item.requestId],
  );
  const { rowCount } = await db.query(
    `update work_item set closed_at = turn_now(), outcome = 'proposed', proposed_peer_id = $3, request_id = coalesce(request_id, $4)
     where work_item_id = $1 and closed_at is null and assigned_to = $2`,
    [item.id, coordinatorId, peerId, item.requestId],
  );
  if (!rowCount) return;
  await db.query(
    `update appointment set status = 'cancelled', reason_code = 'coordinator', expires_at = null, version = version + 1
     where appointment_id = any($1)`,
    [asked.map(({ id }) => id)],
  );
  for (const { id } of asked) await dequeue(db, `expire ${id}`);
  for (const { id } of asked) await enqueue(db, "close-request", id);
  await recordAudit(db, coordinatorId, "propose-peer", item.personId);
  await enqueue(db, "propose-peer", item.id);
}

/** What a coordinator has proposed, for the turn that asks the person. */
export interface ProposedPeer {
  personId: string;
  requestId: string;
  conditionId: string;
  experience: "lived" | "relative";
  peerId: string;
  peerName: string;
  modalities: string[];
}

/** Opens the request again for the answer, unless the person has another open one by now. */
export async function loadProposed(db: Db, itemId: string, hasVideo: boolean): Promise<ProposedPeer | undefined> {
  await db.query(
    `update request set state = 'open', closed_at = null
     where request_id = (select request_id from work_item where work_item_id = $1)
       and not exists (select from request other where other.patient_id = request.patient_id and other.request_id <> request.request_id
         and other.state in ('open', 'waitlist', 'with-coordinator'))`,
    [itemId],
  );
  const { rows } = await db.query<ProposedPeer>(
    `select w.person_id as "personId", r.request_id as "requestId", r.condition_id as "conditionId", r.experience, peer.person_id as "peerId",
       peer.display_name as "peerName", open_ways(peer.modalities, $2) as modalities
     from work_item w join request r on r.request_id = w.request_id and r.state = 'open' join peer on peer.person_id = w.proposed_peer_id
     where w.work_item_id = $1`,
    [itemId, hasVideo],
  );
  return rows[0];
}

export async function personOfItem(db: Db, itemId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>("select person_id as id from work_item where work_item_id = $1", [itemId]);
  return rows[0]?.id;
}
