import { screenTexts, type TextKey } from "../dialogs/texts/texts.ts";
import type { WeeklySummary } from "../domain/coordination/summary.ts";
import { type AdaptiveCard, type CardElement, card, execute, facts, heading, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";

/** As the longest name needs. */
const NAME_WIDTH = "140px";

/** A week in figures: its appointments by how they ended, what waits, the calls, what is to be seen to. */
export function summaryCard(summary: WeeklySummary, smallestGroup: number, { locale, programmeId }: QueueViewer): AdaptiveCard {
  const { t, day } = screenTexts(locale);
  const { appointments: all, waiting, work, calls } = summary;
  const days = (count: number | null) => (count === null ? "" : ` (${t("summary.oldest", { count })})`);
  const over = (figure: WeeklySummary["matchHours"], key: TextKey): string =>
    figure === "none" ? "-" : figure === "too-few" ? t("summary.tooFew", { count: smallestGroup }) : t(key, { count: figure.median });
  const row = (key: TextKey, value: string | number): [string, string] => [t(key), String(value)];
  /** Rows of nothing tell nothing. */
  const unless0 = (key: TextKey, value: number): [string, string][] => (value > 0 ? [row(key, value)] : []);
  const part = (key: TextKey, rows: [string, string][]): CardElement => ({
    type: "Container",
    separator: true,
    spacing: "Medium",
    items: [text(t(key), { weight: "Bolder" }), facts(rows, NAME_WIDTH)],
  });
  return card(
    [
      heading(t("summary.title", { from: day(summary.from), to: day(summary.to) })),
      part("summary.appointments", [
        row("summary.agreed", all.total),
        row("summary.held", all.held),
        row("summary.missed", all.patientAbsent + all.peerAbsent + all.technical + all.otherwiseMissed),
        ...unless0("summary.patientAbsent", all.patientAbsent),
        ...unless0("summary.peerAbsent", all.peerAbsent),
        ...unless0("summary.technical", all.technical),
        ...unless0("summary.otherwise", all.otherwiseMissed),
        row("summary.cancelled", all.cancelledByPatient + all.cancelledByPeer + all.otherwiseCancelled),
        ...unless0("summary.byPatient", all.cancelledByPatient),
        ...unless0("summary.byPeer", all.cancelledByPeer),
        ...unless0("summary.unsettled", all.unsettled),
        row("summary.ahead", summary.ahead),
      ]),
      part("summary.requests", [
        row("summary.new", summary.requests),
        row("summary.matchTime", over(summary.matchHours, "summary.hours")),
        row("summary.waiting", `${waiting.looking + waiting.waitlist + waiting.withTeam}${days(waiting.oldestDays)}`),
        ...unless0("summary.waitlist", waiting.waitlist),
        ...unless0("summary.withTeam", waiting.withTeam),
      ]),
      part("summary.calls", [
        row("summary.byPhone", calls.held),
        row("summary.length", over(calls.minutes, "summary.minutes")),
        ...unless0("summary.brokenOff", calls.brokenOff),
        ...unless0("summary.callsFailed", calls.technical),
        ...unless0("summary.byMessages", summary.byMessages),
      ]),
      part("summary.work", [
        row("summary.open", `${work.total}${days(work.oldestDays)}`),
        ...unless0("summary.alarms", work.alarms),
        ...unless0("summary.noShows", work.noShows),
      ]),
    ],
    [execute("show-queue", t("summary.openQueue"), { programmeId })],
  );
}
