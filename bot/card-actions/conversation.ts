import { beginTakeover, endTakeover } from "../../domain/coordination/takeover.ts";
import { cleanText } from "../../domain/understanding/clean-text.ts";
import type { CardActions } from "./card-action.ts";
import { onItem, onOwnItem } from "./on-item.ts";

/** Taking over the conversation with the person of an item, and handing it back. */
export const conversationActions: CardActions<"take-over" | "hand-back"> = {
  "take-over": (turn, { workItemId, body }) =>
    onOwnItem(turn, workItemId, async (item) => {
      // a peer's own chat holds their requests; and nobody writes where nothing arrives
      if (item.isPeer || item.isColleague || !item.mayBeWritten) return {};
      const begun = await beginTakeover(turn.db, turn.speaker.id, workItemId);
      // what was typed already is not lost
      const draft = cleanText(body) || undefined;
      if (begun === "begun") return { notice: "tookOver", draft };
      return { draft, ...(begun === "busy" && { notice: "busy" as const }) };
    }),

  "hand-back": (turn, { workItemId }) =>
    onItem(turn, workItemId, async (item) => {
      const { takeover, speaker } = turn;
      if (takeover?.coordinatorId !== speaker.id || takeover.personId !== item.personId) return {};
      return (await endTakeover(turn.db, takeover.id, "handed-back")) ? { notice: "handedBack" } : {};
    }),
};
