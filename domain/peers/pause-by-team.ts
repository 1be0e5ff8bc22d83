import type { DateTime } from "luxon";
import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { pausePeer, resumePeer } from "./week/pause.ts";

/**
 * A coordinator stops new requests to a peer, as the peer could: until a day, or until one of the two takes it back. What is agreed stays; the peer is told.
 *
 * @param now in the peer's zone
 */
export async function pauseByTeam(
  db: Db,
  peerId: string,
  until: string | null,
  now: DateTime,
  coordinatorId: string,
): Promise<Awaited<ReturnType<typeof pausePeer>>> {
  const paused = await pausePeer(db, peerId, until, now);
  if (paused !== "paused") return paused;
  await recordAudit(db, coordinatorId, "pause-peer", peerId);
  await enqueue(db, "tell-peer-paused", peerId);
  return paused;
}

export async function resumeByTeam(db: Db, peerId: string, coordinatorId: string): Promise<Awaited<ReturnType<typeof resumePeer>>> {
  const resumed = await resumePeer(db, peerId);
  if (resumed !== "resumed") return resumed;
  await recordAudit(db, coordinatorId, "resume-peer", peerId);
  await enqueue(db, "tell-peer-resumed", peerId);
  return resumed;
}
