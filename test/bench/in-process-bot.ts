import { inboundSms, smsActivity } from "../../adapters/twilio/sms-activity.ts";
import { SmsAdapter } from "../../adapters/twilio/sms-adapter.ts";
import { DEMO_NUMBER } from "../../bot/demo-codes.ts";
import type { Log } from "../../bot/log.ts";
import { PeerSupportBot } from "../../bot/peer-support-bot.ts";
import { openPool } from "../../domain/db.ts";
import { type Recorded, recordPool } from "./recording-pool.ts";
import { type BenchService, CLIENTS } from "./service.ts";
import { newMessageSid } from "./signed-sms.ts";

export const noLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** The product's bot in this process, on a pool that records: for what a turn says to the database, not for how fast. */
export function openRecordedBot({ config }: BenchService) {
  const real = openPool(config.databaseUrl, "passerelle_app", CLIENTS, () => {});
  const { pool, take } = recordPool(real);
  const bot = new PeerSupportBot(pool, config, noLog);
  const adapter = new SmsAdapter();
  const keys = { field: { id: config.keys.fieldKeyId, key: config.keys.fieldKey }, addressKey: config.keys.addressKey };
  return {
    pool,
    take,
    /** One incoming SMS, from where the webhook's parameters have been read to the texts of its answer. */
    async text(from: string, body: string): Promise<Recorded & { answer: string }> {
      const inbound = inboundSms.parse({
        MessageSid: newMessageSid(),
        AccountSid: config.twilio.accountSid,
        From: from,
        To: DEMO_NUMBER,
        Body: body,
      });
      take();
      const answers = await adapter.processActivity(smsActivity(inbound, keys), (context) => bot.run(context));
      return { ...take(), answer: answers.map(({ text }) => text).join(" | ") };
    },
    close: () => real.end(),
  };
}
