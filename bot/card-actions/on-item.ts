import { card, text } from "../../cards/card.ts";
import type { QueueViewer } from "../../cards/queue-card.ts";
import { type ItemView, workItemCard } from "../../cards/work-item-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { peersToPropose } from "../../domain/coordination/propose-peer.ts";
import { loadWorkItem, seeksPeer, type WorkItem } from "../../domain/coordination/queue.ts";
import type { Outcome, Turn } from "../outcome.ts";

/** What was done with an item, and what its card says of it. */
export type Done = Pick<ItemView, "notice" | "draft" | "link"> & Pick<Outcome, "outgoing">;

/** Does something with an item, and shows it as it then stands. Only coordinators of the item's own programme get so far. */
export async function onItem(turn: Turn, itemId: string, act: (item: WorkItem) => Promise<Done>): Promise<Outcome> {
  const before = turn.speaker.isCoordinator ? await loadWorkItem(turn.db, itemId) : undefined;
  if (!before) return refuse(turn);
  const { outgoing, notice, draft, link } = await act(before);
  const item = await loadWorkItem(turn.db, itemId);
  if (!item) return refuse(turn);
  const { settings } = turn.programme;
  const candidates =
    isOwn(turn, item) && seeksPeer(item.kind) ? await peersToPropose(turn.db, item, settings, turn.now, turn.hasVideo) : [];
  const view = { viewer: viewerOf(turn), candidates, mayCall: settings.coordinatorsMaySeeNumbers, notice, draft, link };
  return { say: [], question: "keep", card: workItemCard(item, view), outgoing };
}

/** As `onItem`, where the item must be open and this coordinator's: who was slower sees whose it is now. */
export function onOwnItem(turn: Turn, itemId: string, act: (item: WorkItem) => Promise<Done>): Promise<Outcome> {
  return onItem(turn, itemId, async (item) => (isOwn(turn, item) ? act(item) : {}));
}

/** Whether the item is open, and this coordinator has it. */
export const isOwn = ({ speaker }: Turn, item: WorkItem): boolean => item.isOpen && item.takenBy?.id === speaker.id;

/** Who sees the card. */
export const viewerOf = ({ speaker, programme, now }: Turn): QueueViewer => ({
  programmeId: programme.id,
  id: speaker.id,
  locale: speaker.locale,
  zone: speaker.zone,
  now,
});

/** Nothing is shown to anybody but the programme's coordinators. */
export const refuse = ({ speaker }: Turn): Outcome => ({
  say: [],
  question: "keep",
  card: card([text(texts(speaker.locale).t("queue.unknown"))], []),
});
