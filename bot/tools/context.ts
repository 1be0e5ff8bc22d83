import type { DateTime } from "luxon";
import type { Speaker } from "../../dialogs/tools.ts";
import type { Appointment } from "../../domain/booking/appointment.ts";
import type { Db } from "../../domain/db.ts";
import type { ProgrammeSettings } from "../../domain/programmes/settings.ts";
import type { Where } from "../../domain/safety/place.ts";
import type { TurnEffects, TurnSecrets } from "../turn-effects.ts";

/** What a turn knows, for binding the domain's functions to it. */
export interface ToolsContext {
  db: Db;
  now: DateTime;
  speaker: Speaker;
  channel: string;
  /** The phone's address that was written from. */
  addressId: string | null;
  programme: { name: string; zone: string; settings: ProgrammeSettings };
  /** A reply to what the person has just written, not a message out of the blue. */
  isReply: boolean;
  /** The answer leaves by the outbox. */
  answersLater: boolean;
  secrets: TurnSecrets | undefined;
  /** What links to video talks are made from; undefined if there is no server for them. */
  linkSecret: Buffer | undefined;
  /** An appointment with the speaker's own link to it. */
  linked<Found extends Appointment | undefined>(appointment: Found): Found;
  effects: TurnEffects;
  where: Where;
}
