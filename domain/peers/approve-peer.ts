import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { listPeers, type NotOffered } from "./list-peers.ts";

/** What has to be there before a person may say that a peer is ready; the rest may follow. */
const NEEDED = new Set<NotOffered>(["too-little-training", "no-charter", "frozen"]);

/** What still stands against validating a candidate. */
export const missingForApproval = (notOffered: NotOffered[]): NotOffered[] => notOffered.filter((why) => NEEDED.has(why));

/**
 * A coordinator validates a candidate, in their own name and on today's date in the programme's zone. Patients are offered the peer from then on, if nothing
 * else stands against it; the peer is told.
 *
 * @returns what is missing, if something is
 */
export async function approvePeer(
  db: Db,
  peerId: string,
  coordinatorId: string,
  rules: ProgrammeSettings["peers"],
): Promise<"approved" | "already" | "unknown" | { missing: NotOffered[] }> {
  // nobody approves twice at once, or what is being changed
  await db.query("select from peer where person_id = $1 for update", [peerId]);
  const [peer] = await listPeers(db, rules, { id: peerId });
  if (!peer) return "unknown";
  if (!peer.notOffered.includes("not-validated")) return "already";
  const missing = missingForApproval(peer.notOffered);
  if (missing.length > 0) return { missing };
  await db.query(
    `update peer set validated_by = (select display_name from coordinator where person_id = $2), active_since = turn_now(),
       validated_on = (select (turn_now() at time zone zone)::date from programme where programme_id = current_programme())
     where person_id = $1`,
    [peerId, coordinatorId],
  );
  await recordAudit(db, coordinatorId, "approve-peer", peerId);
  await enqueue(db, "tell-peer-approved", peerId);
  return "approved";
}
