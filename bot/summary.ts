import { summaryCard } from "../cards/summary-card.ts";
import { texts } from "../dialogs/texts/texts.ts";
import { summariseWeek } from "../domain/coordination/summary.ts";
import { weekOf } from "../domain/coordination/summary-time.ts";
import type { ReachableCoordinator } from "../domain/people/coordinators.ts";
import type { Outcome, Outgoing, Turn } from "./outcome.ts";

/** Last week in figures, to each of these: a card in Teams, else the few that matter most. */
export async function tellSummary(
  turn: Turn,
  coordinators: Pick<ReachableCoordinator, "id" | "locale" | "zone">[],
  kind: Outgoing["class"],
): Promise<Outgoing[]> {
  const { db, programme, now } = turn;
  const smallestGroup = programme.settings.figures.smallestGroup;
  const summary = await summariseWeek(db, weekOf(now, programme.zone).minus({ weeks: 1 }), smallestGroup);
  const { appointments: all, waiting, work } = summary;
  return coordinators.map(({ id, locale, zone }) => {
    const { t, day } = texts(locale);
    const body = t("summary.short", {
      programme: programme.name,
      from: day(summary.from),
      held: all.held,
      missed: all.patientAbsent + all.peerAbsent + all.technical + all.otherwiseMissed,
      waiting: waiting.looking + waiting.waitlist + waiting.withTeam,
      open: work.total,
    });
    const card = summaryCard(summary, smallestGroup, { programmeId: programme.id, id, locale, zone, now });
    return { personId: id, class: kind, body, card };
  });
}

/** BILAN: last week at once, to who asks. */
export async function answerSummary(turn: Turn): Promise<Outcome> {
  const { speaker, channel } = turn;
  const [told] = await tellSummary(turn, [speaker], "reply");
  if (!told) return { say: [], question: "keep" };
  if (channel === "teams") return { say: [], question: "keep", outgoing: [told] };
  const { card: _, ...words } = told;
  return { say: [], question: "keep", outgoing: [words] };
}
