import type { CardActionCommand } from "../../cards/actions.ts";
import type { Outcome, Turn } from "../outcome.ts";

type Verb = CardActionCommand["verb"];

/** What a click does, for each verb; each area of cards has its own part of them. */
export type CardActions<Verbs extends Verb = Verb> = {
  [V in Verbs]: (turn: Turn, data: Extract<CardActionCommand, { verb: V }>["data"]) => Promise<Outcome>;
};
