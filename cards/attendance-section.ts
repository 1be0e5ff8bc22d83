import { screenTexts, type TextKey } from "../dialogs/texts/texts.ts";
import type { Attendance, WorkItem } from "../domain/coordination/queue.ts";
import type { Locale } from "../domain/locale.ts";
import { ATTENDANCES } from "../domain/sessions/correct-attendance.ts";
import { buttons, type CardElement, execute, section, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";

const OF_MISSED = new Set(["patient-absent", "peer-absent", "technical", "nobody-came", "interrupted"]);

/** What is recorded of a talk, in words. */
export function attendanceWords({ status, reasonCode, isCorrected }: Attendance, locale: Locale): string {
  const { t } = screenTexts(locale);
  const key: TextKey =
    status === "fulfilled"
      ? reasonCode === "disputed"
        ? "queue.attendance.disputed"
        : "queue.attendance.fulfilled"
      : reasonCode && OF_MISSED.has(reasonCode)
        ? (`queue.attendance.${reasonCode}` as TextKey)
        : "queue.attendance.missed";
  return isCorrected ? t("queue.attendanceCorrected", { what: t(key) }) : t(key);
}

/** Lets a coordinator say how it was, as long as that is possible; after that it says that it is not. */
export function attendanceSection({ id, attendance }: WorkItem, { programmeId, locale, zone, now }: QueueViewer): CardElement[] {
  if (!attendance) return [];
  const { t, at } = screenTexts(locale);
  if (attendance.correctableUntil < now) return [section(text(t("queue.correctOver"), { isSubtle: true }))];
  return [
    section(
      {
        type: "Input.ChoiceSet",
        id: "attendance",
        style: "compact",
        label: t("queue.correctLabel", { until: at(attendance.correctableUntil.setZone(zone)) }),
        placeholder: t("queue.correctHint"),
        choices: ATTENDANCES.map((value) => ({ title: t(`queue.attendance.${value}`), value })),
      },
      buttons([execute("correct-attendance", t("queue.correct"), { programmeId, workItemId: id })]),
    ),
  ];
}
