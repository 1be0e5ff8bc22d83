import type { XmlElement } from "../provider/xml.ts";
import { type Leg, note } from "./leg.ts";
import type { Switchboard } from "./switchboard.ts";

/** About what a voice takes for a character. */
const MS_PER_CHARACTER = 60;
/** https://www.twilio.com/docs/voice/twiml/say, `language` */
const DEFAULT_LANGUAGE = "en-US";

/** What somebody hears, with the language of its voice. */
export interface Spoken {
  text: string;
  language: string | undefined;
}

/** What Say, Play and Pause would let somebody hear. */
export function spokenLines(verbs: XmlElement[]): Spoken[] {
  return verbs.flatMap(({ name, text, attributes }): Spoken[] => {
    if (name === "Say") {
      const line = { text: text.replaceAll(/\s+/g, " ").trim(), language: attributes.language ?? DEFAULT_LANGUAGE };
      return Array.from({ length: Number(attributes.loop ?? 1) || 1 }, () => line);
    }
    // A sound: nobody hears it here, but it is told.
    return name === "Play" ? [{ text: `♪ ${text.trim()}`, language: undefined }] : [];
  });
}

/**
 * Lets somebody hear Say, Play and Pause. It takes no time, but what is waited for afterwards is waited for from when it would have been said.
 */
export function speak({ time }: Switchboard, leg: Leg, verbs: XmlElement[]): void {
  leg.talksUntilMs = Math.max(leg.talksUntilMs, time.now().getTime());
  for (const { text, language } of spokenLines(verbs)) {
    note(leg, "service", text, language);
    leg.talksUntilMs += text.length * MS_PER_CHARACTER;
  }
  for (const { name, attributes } of verbs) if (name === "Pause") leg.talksUntilMs += Number(attributes.length ?? 1) * 1000;
}
