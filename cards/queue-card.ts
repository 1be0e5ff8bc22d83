import type { DateTime } from "luxon";
import { screenTexts, type TextKey } from "../dialogs/texts/texts.ts";
import type { WorkItem } from "../domain/coordination/queue.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, below, card, execute, heading, text } from "./card.ts";

/** Who looks at it, and in which programme. */
export interface QueueViewer {
  programmeId: string;
  id: string;
  locale: Locale;
  zone: string;
  now: DateTime;
}

/** A coordinator's queue: what waits, the most urgent first, each in a sentence with a button that opens it. No number, no condition but its domain. */
export function queueCard({ items, total }: { items: WorkItem[]; total: number }, viewer: QueueViewer): AdaptiveCard {
  const { t } = screenTexts(viewer.locale);
  const body = [heading(total === 0 ? t("queue.empty") : t("queue.title", { count: total }))];
  for (const item of items) {
    body.push({
      type: "ColumnSet",
      separator: true,
      columns: [
        {
          type: "Column",
          width: "stretch",
          items: [text(sentence(item, viewer.locale), { weight: "Bolder" }), below(text(detail(item, viewer), { isSubtle: true }))],
        },
        {
          type: "Column",
          width: "auto",
          verticalContentAlignment: "Center",
          items: [
            {
              type: "ActionSet",
              actions: [execute("show-item", t("queue.open"), { programmeId: viewer.programmeId, workItemId: item.id })],
            },
          ],
        },
      ],
    });
  }
  if (total > items.length) body.push(text(t("queue.more", { count: total - items.length }), { isSubtle: true }));
  const refresh = execute("show-queue", t("queue.refresh"), { programmeId: viewer.programmeId });
  return card(body, [refresh], refresh);
}

const DANGER = new Set(["safety", "peer-alert"]);

/** What waits, in one sentence. */
export function sentence(item: WorkItem, locale: Locale): string {
  const { t } = screenTexts(locale);
  const words = t(`queue.kind.${item.kind}`, { who: item.who ?? t("queue.somebody") });
  return `${DANGER.has(item.kind) ? "! " : ""}${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What helps to choose: how long it waits, of what it is, when the appointment is, who has it. */
function detail(item: WorkItem, { locale, zone, now }: QueueViewer): string {
  const { t, at } = screenTexts(locale);
  const parts = [age(item.openedAt, now, locale)];
  if (item.conditionDomain) parts.push(t(`findPeer.domain.${item.conditionDomain}`));
  if (item.startsAt) parts.push(t("queue.appointment", { at: at(item.startsAt.setZone(zone)) }));
  if (item.writtenBy) parts.push(t("queue.talkedWith", { name: item.writtenBy.name }));
  else if (item.takenBy) parts.push(t("queue.takenBy", { name: item.takenBy.name }));
  return parts.join(" - ");
}

/** How long ago, in the largest unit that fits. */
export function age(since: DateTime, now: DateTime, locale: Locale): string {
  const { t } = screenTexts(locale);
  const minutes = Math.max(0, Math.floor(now.diff(since).as("minutes")));
  const [key, count]: [TextKey, number] =
    minutes < 60
      ? ["queue.age.minutes", minutes]
      : minutes < 48 * 60
        ? ["queue.age.hours", Math.floor(minutes / 60)]
        : ["queue.age.days", Math.floor(minutes / 1440)];
  return t(key, { count });
}
