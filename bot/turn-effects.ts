import type { FieldKey } from "../domain/people/seal.ts";
import type { SafetySituation } from "../domain/safety/assessment.ts";
import type { Config } from "./config.ts";

/** What a turn needs of the configuration, to know people by what they give and to seal what they leave. */
export interface TurnSecrets {
  addressKey: Buffer;
  fieldKey: FieldKey;
  publicUrl: string;
  /** Whether there is a server for video talks. */
  hasVideo: boolean;
}

export const turnSecrets = ({ keys, publicUrl, video }: Config): TurnSecrets => ({
  addressKey: keys.addressKey,
  fieldKey: { id: keys.fieldKeyId, key: keys.fieldKey },
  publicUrl,
  hasVideo: video !== undefined,
});

/** What the tools of a turn did besides what a dialog says: the router and the end of the turn heed it. */
export interface TurnEffects {
  /** The code that goes to a new number. */
  numberCode?: string;
  /** The number is known to be the speaker's, or to be somebody else's; or it, or everything, is no longer theirs. */
  identity?: "proven" | "given-up" | "moved" | "erased";
  /** An answer told of danger: it is answered as words of danger are. */
  danger?: SafetySituation;
}
