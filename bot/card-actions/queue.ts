import { queueCard } from "../../cards/queue-card.ts";
import { confirmFreezeCard, confirmNumberCard } from "../../cards/work-item-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { announceCall, writeNote } from "../../domain/coordination/answer-person.ts";
import { peersToPropose, proposePeer } from "../../domain/coordination/propose-peer.ts";
import { listQueue, loadWorkItem, type WorkItem } from "../../domain/coordination/queue.ts";
import { acknowledgePage, closeItem, releaseItem, takeItem } from "../../domain/coordination/take.ts";
import { noteWriting } from "../../domain/coordination/takeover.ts";
import { DomainError } from "../../domain/errors.ts";
import { freezePerson, unfreezePerson } from "../../domain/people/freeze.ts";
import { approveNumberChange } from "../../domain/people/number-change.ts";
import { correctAttendance } from "../../domain/sessions/correct-attendance.ts";
import { cleanText } from "../../domain/understanding/clean-text.ts";
import { namesIllness } from "../../domain/understanding/conditions/names-illness.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { renderTeamsText } from "../render/teams.ts";
import type { CardActions } from "./card-action.ts";
import { isOwn, onItem, onOwnItem, refuse, viewerOf } from "./on-item.ts";

/** Past these a list is not read any more. */
const MOST_SHOWN = 8;

type QueueVerb =
  | "show-queue"
  | "show-item"
  | "take-item"
  | "acknowledge-page"
  | "correct-attendance"
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

  "acknowledge-page": (turn, { workItemId, from }) =>
    onItem(turn, workItemId, async () => {
      await acknowledgePage(turn.db, turn.speaker.id, workItemId, from);
      return {};
    }),

  "correct-attendance": (turn, { workItemId, attendance }) =>
    onOwnItem(turn, workItemId, async (item) => {
      if (!attendance) return { notice: "empty" };
      if (!item.appointmentId) return {};
      try {
        await correctAttendance(turn.db, item.appointmentId, attendance, turn.speaker.id);
        return { notice: "corrected" };
      } catch (error) {
        if (error instanceof DomainError && error.code === "attendance/too-late") return { notice: "tooLate" };
        if (error instanceof DomainError && error.code === "attendance/not-settled") return {};
        throw error;
      }
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
      const { takeover, speaker } = turn;
      // two voices at once would leave the person alone between them
      if (!item.mayBeWritten || item.isColleague || (item.writtenBy && item.writtenBy.id !== speaker.id)) return {};
      if (namesIllness(words)) return { notice: "healthWord", draft: words };
      const written = await writeNote(turn.db, speaker.id, workItemId, words);
      if (written === "written" && takeover?.personId === item.personId) await noteWriting(turn.db, takeover.id);
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
      return (await unfreezePerson(turn.db, personId, turn.speaker.id)) === "unfrozen" ? { notice: "unfrozen" } : {};
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
