import type { CardActionCommand } from "../cards/actions.ts";
import { answerActions } from "./card-actions/answer.ts";
import { callCardActions } from "./card-actions/calls.ts";
import { campaignCardActions } from "./card-actions/campaigns.ts";
import type { CardActions } from "./card-actions/card-action.ts";
import { conversationActions } from "./card-actions/conversation.ts";
import { formCardActions } from "./card-actions/form.ts";
import { peerCardActions } from "./card-actions/peer.ts";
import { peersActions } from "./card-actions/peers.ts";
import { questionnairesActions } from "./card-actions/questionnaires.ts";
import { queueActions } from "./card-actions/queue.ts";
import { requestCardActions } from "./card-actions/requests.ts";
import { weekCardActions } from "./card-actions/week.ts";
import type { Outcome, Turn } from "./outcome.ts";

const actions: CardActions = {
  ...answerActions,
  ...callCardActions,
  ...campaignCardActions,
  ...requestCardActions,
  ...peerCardActions,
  ...queueActions,
  ...conversationActions,
  ...peersActions,
  ...questionnairesActions,
  ...weekCardActions,
  ...formCardActions,
};

/** A click on a card. Twice, or on an old copy, it shows the present state and does nothing twice. */
export function handleCardAction(turn: Turn, command: CardActionCommand): Promise<Outcome> {
  const act = actions[command.verb] as (turn: Turn, data: CardActionCommand["data"]) => Promise<Outcome>;
  return act(turn, command.data);
}
