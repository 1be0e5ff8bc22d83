import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import { type Campaign, lockCampaign } from "./campaign.ts";
import { scheduleTick } from "./schedule-tick.ts";
import { withdrawOffers } from "./withdraw-offers.ts";

/** Nothing of it is sent from now on, also of what is on its way and has not been claimed; whoever has begun can finish. */
export async function pauseCampaign(
  db: Db,
  actorId: string | null,
  id: string,
  reason: string | null = null,
): Promise<Campaign | undefined> {
  return steer(db, actorId, id, "pause-campaign", ["scheduled", "running"], async () => {
    await setState(db, id, "paused", reason);
    await withdrawOffers(db, id);
  });
}

/** Goes on where it was; first its recipients are compared with its audience again. */
export async function resumeCampaign(db: Db, actorId: string | null, id: string): Promise<Campaign | undefined> {
  return steer(db, actorId, id, "resume-campaign", ["paused"], async ({ startsAt }) => {
    await db.query(
      `update campaign set state = case when starts_at > turn_now() then 'scheduled' else 'running' end, reason = null, checked_at = null, version = version + 1
       where campaign_id = $1`,
      [id],
    );
    await scheduleTick(db, id, startsAt);
  });
}

/** Nobody else is asked, and nobody is reminded. Whoever has it on their phone can answer as long as it lives. */
export async function cancelCampaign(
  db: Db,
  actorId: string | null,
  id: string,
  reason: string | null = null,
): Promise<Campaign | undefined> {
  return steer(db, actorId, id, "cancel-campaign", ["draft", "previewed", "scheduled", "running", "paused"], async () => {
    await setState(db, id, "cancelled", reason);
    await withdrawOffers(db, id);
    // a hundred thousand are told so by its job: nobody waits for that
    await scheduleTick(db, id);
  });
}

/** Does it where it may be done in that state, and gives the campaign as it then stands: who was slower sees what the other did. */
async function steer(
  db: Db,
  actorId: string | null,
  id: string,
  action: string,
  from: Campaign["state"][],
  act: (campaign: Campaign) => Promise<void>,
): Promise<Campaign | undefined> {
  const campaign = await lockCampaign(db, id);
  if (!campaign || !from.includes(campaign.state)) return campaign;
  await act(campaign);
  await recordAudit(db, actorId, action, id);
  return lockCampaign(db, id);
}

async function setState(db: Db, id: string, state: Campaign["state"], reason: string | null): Promise<void> {
  await db.query("update campaign set state = $2, reason = $3, version = version + 1 where campaign_id = $1", [id, state, reason]);
}
