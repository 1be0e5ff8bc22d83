import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

/** A campaign has one job at any time: it looks what may leave next, and sets itself its next time. At once if none is given. */
export const scheduleTick = (db: Db, campaignId: string, at?: DateTime): Promise<void> =>
  enqueue(db, "campaign-tick", campaignId, at?.toJSDate(), `campaign ${campaignId}`);
