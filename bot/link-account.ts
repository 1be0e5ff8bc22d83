import type pg from "pg";
import { inTransaction } from "../domain/db.ts";
import { readCode, redeem } from "../domain/people/invitation.ts";
import { linkTeamsAccount } from "../domain/people/link-teams-account.ts";
import { runTurn } from "./turn.ts";

/**
 * Links a Teams account by the code that was typed, and says so by the outbox.
 * The tries are counted even when the code is wrong, and a code is used up only together with its link.
 */
export async function linkByInvitation(
  pool: pg.Pool,
  secret: Buffer,
  typed: { key: string; accountKey: string; reference: string; said: string },
): Promise<"linked" | "not-a-code" | "bad-code" | "too-many-tries"> {
  const code = readCode(typed.said);
  if (!code) return "not-a-code";
  const redeemed = await inTransaction(pool, async (db) => {
    const found = await redeem(db, secret, typed.accountKey, code);
    if (typeof found === "object") await linkTeamsAccount(db, found, typed.accountKey, typed.reference);
    return found;
  });
  if (typeof redeemed === "string") return redeemed;
  await runTurn(pool, typed.key, { kind: "teams", addressKey: typed.accountKey, programmeId: redeemed.programmeId }, async (turn) => ({
    say: [
      {
        key: turn.speaker.isPeer ? "peer.linked" : "coordinator.linked",
        args: { name: await displayName(turn.db, turn.speaker.id), programme: turn.programme.name },
      },
    ],
    question: "keep",
  }));
  return "linked";
}

async function displayName(db: pg.PoolClient, personId: string): Promise<string> {
  const { rows } = await db.query<{ name: string }>(
    `select display_name as name from peer where person_id = $1 union all select display_name from coordinator where person_id = $1`,
    [personId],
  );
  return rows[0]?.name ?? "";
}
