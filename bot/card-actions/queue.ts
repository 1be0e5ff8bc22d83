import { card, text } from "../../cards/card.ts";
import { type QueueViewer, queueCard } from "../../cards/queue-card.ts";
import { confirmFreezeCard, confirmNumberCard, type ItemView, workItemCard } from "../../cards/work-item-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { announceCall, writeNote } from "../../domain/coordination/answer-person.ts";
import { peersToPropose, proposePeer } from "../../domain/coordination/propose-peer.ts";
import { listQueue, loadWorkItem, seeksPeer, type WorkItem } from "../../domain/coordination/queue.ts";
import { closeItem, releaseItem, takeItem } from "../../domain/coordination/take.ts";
import { freezePerson, unfreezePerson } from "../../domain/people/freeze.ts";
import { approveNumberChange } from "../../domain/people/number-change.ts";
import { cleanText } from "../../domain/understanding/clean-text.ts";
import { namesIllness } from "../../domain/understanding/conditions/names-illness.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { renderTeamsText } from "../render/teams.ts";
import type { CardActions } from "./card-action.ts";

/** Past these a list is not read any more. */
const MOST_SHOWN = 8;

type QueueVerb =
  | "show-queue"
  | "show-item"
  | "take-item"
  | "release-item"
  | "text-back"
  | "call-back"
  | "assign-peer"
  | "approve-number"
  | "open-data"
  | "close-item"
  | "freeze-person"
  | "unfreeze-person";

/** A coordinator's clicks in the queue. Each is recorded; each shows the item as it then stands, whoever was faster. */
export const queueActions: CardActions<QueueVerb> = {
  "show-queue": async (turn) => (turn.speaker.isCoordinator ? showQueue(turn) : refuse(turn)),

  "show-item": (turn, { workItemId }) => onItem(turn, workItemId, async () => ({})),

  "take-item": (turn, { workItemId, from }) =>
    onItem(turn, workItemId, async () => {
      await takeItem(turn.db, turn.speaker.id, workItemId, from);
      return {};
    }),

  "release-item": (turn, { workItemId }) =>
    onItem(turn, workItemId, async () => {
      await releaseItem(turn.db, turn.speaker.id, workItemId);
      return {};
    }),

  "text-back": (turn, { workItemId, body }) =>
    onOwnItem(turn, workItemId, async (item) => {
      const words = cleanText(body);
      if (!words) return { notice: "empty" };
      if (!item.mayBeWritten || item.isColleague) return {};
      if (namesIllness(words)) return { notice: "healthWord", draft: words };
      await writeNote(turn.db, turn.speaker.id, workItemId, words);
      return { notice: "sent" };
    }),

  "call-back": (turn, { workItemId }) =>
    onOwnItem(turn, workItemId, async (item) => {
      if (!turn.programme.settings.coordinatorsMaySeeNumbers) return {};
      if ((await announceCall(turn.db, turn.speaker.id, workItemId)) === "again") return {};
      const { locale, id } = turn.speaker;
      const who = item.who ?? texts(locale).t("queue.somebody");
      // the module that sends puts the number in: it stands nowhere else
      const body = renderTeamsText({ key: "queue.number", args: { who, number: "{number}" } }, locale);
      return { notice: "called", outgoing: [{ personId: id, class: "reply", body, revealsPersonId: item.personId }] };
    }),

  "assign-peer": (turn, { workItemId, peerId }) =>
    onOwnItem(turn, workItemId, async (item) => {
      if (!peerId) return { notice: "empty" };
      const candidates = await peersToPropose(turn.db, item, turn.programme.settings, turn.now, turn.hasVideo);
      if (!candidates.some((offer) => offer.peerId === peerId)) return { notice: "nobodyFits" };
      await proposePeer(turn.db, turn.speaker.id, item, peerId);
      return { notice: "proposed" };
    }),

  "approve-number": async (turn, { workItemId, confirmed }) => {
    const mayApprove = (item: WorkItem) => item.kind === "number-change" && !item.frozen;
    if (!confirmed) {
      const item = turn.speaker.isCoordinator ? await loadWorkItem(turn.db, workItemId) : undefined;
      if (item && isOwn(turn, item) && mayApprove(item))
        return { say: [], question: "keep", card: confirmNumberCard(item, viewerOf(turn)) };
    }
    return onOwnItem(turn, workItemId, async (item) => {
      if (!confirmed || !mayApprove(item)) return {};
      if ((await approveNumberChange(turn.db, item.personId, turn.speaker.id)) === "nothing-asked") return { notice: "nothingAsked" };
      await closeItem(turn.db, turn.speaker.id, workItemId, null);
      return { notice: "numberApproved" };
    });
  },

  "open-data": (turn, { workItemId }) =>
    onOwnItem(turn, workItemId, async (item) =>
      item.kind === "data-by-post" ? { link: await turn.tools.identity.exportLinkFor(item.personId) } : {},
    ),

  "close-item": (turn, { workItemId, outcome }) =>
    onItem(turn, workItemId, async () => {
      await closeItem(turn.db, turn.speaker.id, workItemId, cleanText(outcome).slice(0, 200) || null);
      return {};
    }),

  "freeze-person": async (turn, { workItemId, confirmed }) => {
    const item = turn.speaker.isCoordinator ? await loadWorkItem(turn.db, workItemId) : undefined;
    if (item?.isOpen && !item.isColleague && !confirmed) {
      return { say: [], question: "keep", card: confirmFreezeCard(item, viewerOf(turn)) };
    }
    return onOwnItem(turn, workItemId, async ({ isColleague, personId }) => {
      if (isColleague) return {};
      await freezePerson(turn.db, personId, turn.speaker.id);
      return { notice: "frozen" };
    });
  },

  "unfreeze-person": (turn, { workItemId }) =>
    onOwnItem(turn, workItemId, async ({ personId }) => {
      await unfreezePerson(turn.db, personId, turn.speaker.id);
      return {};
    }),
};

async function showQueue(turn: Turn): Promise<Outcome> {
  return { say: [], question: "keep", card: queueCard(await listQueue(turn.db, MOST_SHOWN), viewerOf(turn)) };
}

/** A coordinator asks for the queue: its card in Teams, else how much waits there. */
export async function answerQueue(turn: Turn): Promise<Outcome> {
  const queue = await listQueue(turn.db, MOST_SHOWN);
  const { id, locale } = turn.speaker;
  if (turn.channel !== "teams") {
    return { say: [{ key: "queue.inTeams", args: { programme: turn.programme.name, count: queue.total } }], question: "keep" };
  }
  const body = texts(locale).t("queue.title", { count: queue.total });
  return { say: [], question: "keep", outgoing: [{ personId: id, class: "reply", body, card: queueCard(queue, viewerOf(turn)) }] };
}

type Done = Pick<ItemView, "notice" | "draft" | "link"> & Pick<Outcome, "outgoing">;

/** Does something with an item, and shows it as it then stands. Only coordinators of the item's own programme get so far. */
async function onItem(turn: Turn, itemId: string, act: (item: WorkItem) => Promise<Done>): Promise<Outcome> {
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
function onOwnItem(turn: Turn, itemId: string, act: (item: WorkItem) => Promise<Done>): Promise<Outcome> {
  return onItem(turn, itemId, async (item) => (isOwn(turn, item) ? act(item) : {}));
}

const isOwn = ({ speaker }: Turn, item: WorkItem): boolean => item.isOpen && item.takenBy?.id === speaker.id;

const viewerOf = ({ speaker, programme, now }: Turn): QueueViewer => ({
  programmeId: programme.id,
  id: speaker.id,
  locale: speaker.locale,
  zone: speaker.zone,
  now,
});

const refuse = ({ speaker }: Turn): Outcome => ({
  say: [],
  question: "keep",
  card: card([text(texts(speaker.locale).t("queue.unknown"))], []),
});
