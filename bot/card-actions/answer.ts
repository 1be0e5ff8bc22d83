import { card, text } from "../../cards/card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Turn } from "../outcome.ts";
import { accept, settleAside } from "../walk.ts";
import type { CardActions } from "./card-action.ts";

/** Answers to a dialog's question. */
export const answerActions: CardActions<"answer"> = {
  async answer(turn, { number, value }) {
    // a card of an earlier question answers nothing: what is open now stays open
    const isAside = turn.aside?.number === number;
    if (!isAside && turn.question?.number !== number) return { say: [], question: "keep", card: closedCard(turn) };
    const said = value === "yes" || value === "no" ? { kind: value as "yes" | "no" } : { kind: "choice" as const, value };
    const settle = () => accept(turn, said);
    return { ...(await (isAside ? settleAside(turn, settle) : settle())), card: closedCard(turn) };
  },
};

const closedCard = ({ speaker }: Turn) => card([text(texts(speaker.locale).t("talk.answered"))], []);
