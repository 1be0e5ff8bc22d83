import { DateTime } from "luxon";
import { screenTexts } from "../dialogs/texts/texts.ts";
import type { CallWish } from "../domain/coordination/call-wish.ts";
import { seeksPeer, type WorkItem } from "../domain/coordination/queue.ts";
import { isPaged } from "../domain/coordination/work-item.ts";
import type { Offer } from "../domain/peers/matching/find-offers.ts";
import { attendanceSection, attendanceWords } from "./attendance-section.ts";
import { type AdaptiveCard, buttons, type CardAction, type CardElement, card, execute, facts, heading, section, text } from "./card.ts";
import { conversationSection } from "./conversation-section.ts";
import { age, type QueueViewer, sentence } from "./queue-card.ts";

/** What a coordinator is told on the card about what they have just done, or may not do. */
export type ItemNotice =
  | "sent"
  | "empty"
  | "healthWord"
  | "called"
  | "nobodyFits"
  | "proposed"
  | "frozen"
  | "unfrozen"
  | "corrected"
  | "tookOver"
  | "busy"
  | "handedBack"
  | "tooLate"
  | "numberApproved"
  | "nothingAsked";

export interface ItemView {
  viewer: QueueViewer;
  /** The peers who may be proposed, where one is looked for. */
  candidates: Offer[];
  /** Whether the programme shows coordinators the number that they call. */
  mayCall: boolean;
  notice?: ItemNotice | undefined;
  /** Why it is shown now, to who is paged. */
  page?: string | undefined;
  /** The words that were not sent, to be changed. */
  draft?: string | undefined;
  /** Where the person's data can be seen once: shown in the answer to who asked for it, and nowhere else. */
  link?: string | undefined;
}

const BAD_NOTICES = new Set<ItemNotice>(["empty", "healthWord", "nobodyFits", "nothingAsked", "tooLate", "busy"]);

/** One item of the queue as it stands: what can be done is shown to the coordinator who has taken it. */
export function workItemCard(item: WorkItem, { viewer, candidates, mayCall, notice, page, draft, link }: ItemView): AdaptiveCard {
  const { locale, zone, now, programmeId, id } = viewer;
  const { t, at } = screenTexts(locale);
  const data = { programmeId, workItemId: item.id };
  const rows: [string, string][] = [[t("queue.since"), age(item.openedAt, now, locale)]];
  if (item.conditionDomain) rows.push([t("peer.request.family"), t(`findPeer.domain.${item.conditionDomain}`)]);
  if (item.startsAt) rows.push([t("queue.appointmentAt"), at(item.startsAt.setZone(zone))]);
  if (item.attendance) rows.push([t("queue.attendance"), attendanceWords(item.attendance, locale)]);
  if (item.callWish) rows.push([t("queue.callWish"), wishWords(item.callWish, viewer)]);
  if (item.takenBy) rows.push([t("queue.with"), item.takenBy.name]);
  if (item.writtenBy) rows.push([t("queue.talkingWith"), item.writtenBy.name]);
  if (item.acknowledgedAt) rows.push([t("queue.acknowledgedAt"), age(item.acknowledgedAt, now, locale)]);
  const body: CardElement[] = [heading(sentence(item, locale)), facts(rows)];
  if (page) body.push(text(page, { weight: "Bolder", color: "Attention" }));
  if (notice) body.push(text(t(`queue.notice.${notice}`), { weight: "Bolder", color: BAD_NOTICES.has(notice) ? "Attention" : "Good" }));
  const actions: CardAction[] = [];
  if (!item.isOpen) {
    body.push(text(t("queue.closed"), { weight: "Bolder" }));
    if (item.outcome && item.outcome !== "proposed") body.push(text(item.outcome, { isSubtle: true }));
  } else if (item.takenBy?.id === id) {
    if (!item.isColleague) body.push(...conversationSection(item, viewer, draft), ...calling());
    if (seeksPeer(item.kind)) body.push(...proposing());
    body.push(...attendanceSection(item, viewer));
    // a change of number happens in a turn of the person's, and those who are frozen have none
    if (item.kind === "number-change" && !item.frozen)
      body.push(section(buttons([execute("approve-number", t("queue.approveNumber"), { ...data, confirmed: false }, "positive")])));
    if (item.kind === "data-by-post") body.push(...openingData());
    body.push(...closing());
    actions.push(execute("release-item", t("queue.release"), data));
    if (!item.isColleague)
      actions.push(
        item.frozen
          ? execute("unfreeze-person", t("queue.unfreeze"), data)
          : execute("freeze-person", t("queue.freeze"), { ...data, confirmed: false }, "destructive"),
      );
  } else {
    // paged about anew while they write with each other
    if (item.writtenBy?.id === id) body.push(...conversationSection(item, viewer, draft));
    const from = item.takenBy?.id ?? null;
    actions.push(
      isPaged(item.kind)
        ? execute("acknowledge-page", t(from ? "queue.takeOver" : "queue.acknowledge"), { ...data, from }, "positive")
        : execute("take-item", t(from ? "queue.takeOver" : "queue.take"), { ...data, from }, "positive"),
    );
  }
  actions.push(execute("show-queue", t("queue.back"), { programmeId }));
  return card(body, actions, execute("show-item", t("queue.refresh"), data));

  function calling(): CardElement[] {
    if (item.calledBackAt) return [section(text(t("queue.calledAt", { at: at(item.calledBackAt.setZone(zone)) }), { isSubtle: true }))];
    return [section(mayCall ? buttons([execute("call-back", t("queue.call"), data)]) : text(t("queue.noCalls"), { isSubtle: true }))];
  }

  function proposing(): CardElement[] {
    if (candidates.length === 0) return [section(text(t("queue.notice.nobodyFits"), { isSubtle: true }))];
    return [
      section(
        {
          type: "Input.ChoiceSet",
          id: "peerId",
          style: "compact",
          label: t("queue.assign"),
          placeholder: t("queue.assignHint"),
          choices: candidates.map((offer) => ({
            title: t(offer.isExact ? "queue.candidateExact" : "queue.candidateNear", { name: offer.name }),
            value: offer.peerId,
          })),
        },
        buttons([execute("assign-peer", t("queue.propose"), data)]),
      ),
    ];
  }

  function openingData(): CardElement[] {
    const shown: CardElement[] = link
      ? [
          text(t("queue.dataOnce"), { isSubtle: true }),
          // Markdown, for a link that can be pressed: every letter of it is ours
          { type: "TextBlock", text: `[${t("queue.dataLink")}](${link})`, wrap: true },
        ]
      : [];
    return [section(...shown, buttons([execute("open-data", t("queue.openData"), data)]))];
  }

  function closing(): CardElement[] {
    return [
      section(
        { type: "Input.Text", id: "outcome", label: t("queue.outcome"), placeholder: t("queue.outcomeHint"), maxLength: 200 },
        buttons([execute("close-item", t("queue.close"), data)]),
      ),
    ];
  }
}

/** Asks once more before everything automatic stops for somebody. */
export function confirmFreezeCard(item: WorkItem, { programmeId, locale }: QueueViewer): AdaptiveCard {
  const { t } = screenTexts(locale);
  const data = { programmeId, workItemId: item.id };
  return card(
    [heading(t("queue.freezeTitle", { who: item.who ?? t("queue.somebody") })), text(t("queue.freezeText"))],
    [
      execute("freeze-person", t("queue.freezeYes"), { ...data, confirmed: true }, "destructive"),
      execute("show-item", t("queue.freezeNo"), data),
    ],
  );
}

/** Asks once more before everything goes to another number: only speaking to the person shows that it is theirs. */
export function confirmNumberCard(item: WorkItem, { programmeId, locale }: QueueViewer): AdaptiveCard {
  const { t } = screenTexts(locale);
  const data = { programmeId, workItemId: item.id };
  return card(
    [heading(t("queue.approveTitle", { who: item.who ?? t("queue.somebody") })), text(t("queue.approveText"))],
    [
      execute("approve-number", t("queue.approveYes"), { ...data, confirmed: true }, "positive"),
      execute("show-item", t("queue.approveNo"), data),
    ],
  );
}

function wishWords({ part, from }: CallWish, { locale, zone }: QueueViewer): string {
  const { t, at } = screenTexts(locale);
  return from ? at(DateTime.fromISO(from).setZone(zone)) : t(`callBack.part.${part ?? "soon"}`);
}
