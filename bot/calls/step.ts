import type { voiceActivity } from "../../adapters/twilio/voice-activity.ts";
import { VoiceAdapter } from "../../adapters/twilio/voice-adapter.ts";
import type { Spoken } from "../../adapters/twilio/voice-twiml.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { guessLocale } from "../../domain/understanding/guess-locale.ts";
import { linesSpoken } from "../render/voice.ts";
import type { WebContext } from "../web-context.ts";

const adapter = new VoiceAdapter();

/** Runs one step of a call, whoever made it. With the database down danger is still recognised in speech, and gets its lines. */
export async function runStep({ bot, log }: WebContext, activity: ReturnType<typeof voiceActivity>): Promise<Spoken> {
  try {
    const [said] = await adapter.processActivity(activity, (turnContext) => bot.run(turnContext));
    return said?.channelData as Spoken;
  } catch (error) {
    const { text = "", channelData } = activity;
    const safety = assessSafety(text);
    if (safety.level < 2) throw error;
    log.error("danger answered without a database", { level: safety.level, rule: safety.rule ?? undefined, error });
    return linesSpoken(safety, channelData.countries, guessLocale(text) ?? "fr");
  }
}
