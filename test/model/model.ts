import type { DateTime } from "luxon";

/** What the model remembers: everything else is read from the database and the provider. */
export interface Model {
  now: DateTime;
  /** Talks that a patient was told are noted: phone, and the row's id. They must never be lost. */
  acknowledged: string[];
  /** By phone: how many messages had left for it when it said STOP. */
  stopped: Map<string, number>;
  /** Events that were answered, with their answers, and the consent that was in force then. */
  answered: { parameters: Record<string, string>; body: string; consent: string | undefined }[];
  /** How often the service could not take an event: what was cut. Counted over all runs. */
  refused: { times: number };
}
