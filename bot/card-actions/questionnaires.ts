import type { AdaptiveCard } from "../../cards/card.ts";
import { QUESTIONNAIRES_A_PAGE, questionnairesCard } from "../../cards/questionnaires-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { type ListedQuestionnaire, listQuestionnaires } from "../../domain/surveys/import-questionnaire.ts";
import type { Outcome, Turn } from "../outcome.ts";
import type { CardActions } from "./card-action.ts";
import { refuse, viewerOf } from "./on-item.ts";

/** A coordinator's look at the questionnaires: what fits which channel. */
export const questionnairesActions: CardActions<"show-questionnaires"> = {
  "show-questionnaires": async (turn, { page }) =>
    turn.speaker.isCoordinator ? { say: [], question: "keep", card: draw(turn, await shown(turn), page) } : refuse(turn),
};

/** QUESTIONNAIRES: the list as a message of its own. */
export async function sendQuestionnaires(turn: Turn): Promise<Outcome> {
  const { speaker, channel, programme } = turn;
  const all = await shown(turn);
  const count = all.length;
  if (channel !== "teams") return { say: [{ key: "fit.inTeams", args: { programme: programme.name, count } }], question: "keep" };
  const body = texts(speaker.locale).t("fit.title", { count });
  return { say: [], question: "keep", outgoing: [{ personId: speaker.id, class: "reply", body, card: draw(turn, all, 0) }] };
}

/** What nobody is asked any more is left out. */
const shown = async ({ db }: Turn): Promise<ListedQuestionnaire[]> =>
  (await listQuestionnaires(db)).filter(({ status }) => status !== "retired");

function draw(turn: Turn, all: ListedQuestionnaire[], asked: number): AdaptiveCard {
  // of a list that has become shorter the last page
  const page = Math.min(asked, Math.max(0, Math.ceil(all.length / QUESTIONNAIRES_A_PAGE) - 1));
  const from = page * QUESTIONNAIRES_A_PAGE;
  return questionnairesCard({ listed: all.slice(from, from + QUESTIONNAIRES_A_PAGE), total: all.length, page }, viewerOf(turn));
}
