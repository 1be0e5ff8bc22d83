import type pg from "pg";
import type { Provider } from "../../adapters/twilio/client.ts";
import { inboundSms, smsActivity } from "../../adapters/twilio/sms-activity.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { cleanText } from "../../domain/understanding/clean-text.ts";
import { guessLocale } from "../../domain/understanding/guess-locale.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { route } from "../router.ts";
import { runTurn } from "../turn.ts";
import { turnSecrets } from "../turn-effects.ts";

/** How far back a sweep looks, and how young a message it leaves to the provider's own retries (at most 15 s). */
const LOOK_BACK_HOURS = 24;
const LEAVE_SECONDS = 30;

/**
 * Finds messages that came in while our webhook could not be reached: everything the provider has and no turn has seen is run now,
 * oldest first, and answered by the outbox.
 *
 * @returns how many were found
 */
export async function sweepInbound({
  pool,
  provider,
  config,
  log,
}: {
  pool: pg.Pool;
  provider: Provider;
  config: Config;
  log: Log;
}): Promise<number> {
  const { rows: senders } = await pool.query<{ address: string }>("select address from sender where sms_in order by address");
  const since = new Date(Date.now() - LOOK_BACK_HOURS * 3_600_000);
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  let found = 0;
  const failures: unknown[] = [];
  for (const { address } of senders) {
    const listed = await provider.listInbound(address, since);
    const young = Date.now() - LEAVE_SECONDS * 1000;
    const old = listed.filter((message) => message.at.getTime() < young);
    if (old.length === 0) continue;
    const { rows: seen } = await pool.query<{ sid: string }>("select event_key as sid from inbound_event where event_key = any($1)", [
      old.map(({ sid }) => sid),
    ]);
    const known = new Set(seen.map(({ sid }) => sid));
    for (const message of old.filter(({ sid }) => !known.has(sid))) {
      const inbound = inboundSms.safeParse({
        MessageSid: message.sid,
        AccountSid: config.twilio.accountSid,
        From: message.from,
        To: message.to,
        Body: message.body,
        NumMedia: message.numMedia,
      });
      if (!inbound.success) continue;
      const { channelData, text = "" } = smsActivity(inbound.data, keys);
      const { kind, sender, addressKey, sealed, countries, hasMedia } = channelData;
      const heard = { text: cleanText(text), safety: assessSafety(text), hasMedia };
      const door = { kind, sender, addressKey, sealed, countries, locale: guessLocale(text), byOutbox: true } as const;
      try {
        await runTurn(pool, message.sid, door, (turn) => route(turn, heard), turnSecrets(config));
        found++;
      } catch (error) {
        // one that fails must not keep back those that come after it
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, "Some lost messages could not be run.");
  if (found > 0) log.warn("lost messages were found", { count: found });
  return found;
}
