import { DateTime } from "luxon";
import type { AdaptiveCard } from "../../cards/card.ts";
import { type PeerNotice, peerCard } from "../../cards/peer-card.ts";
import { peersCard } from "../../cards/peers-card.ts";
import { queueCard } from "../../cards/queue-card.ts";
import { summaryCard } from "../../cards/summary-card.ts";
import { confirmFreezeCard, type ItemNotice, workItemCard } from "../../cards/work-item-card.ts";
import type { Attendance, WorkItem } from "../../domain/coordination/queue.ts";
import type { WeeklySummary } from "../../domain/coordination/summary.ts";
import { WORK_ITEM_KINDS } from "../../domain/coordination/work-item.ts";
import type { Locale } from "../../domain/locale.ts";
import type { ListedPeer } from "../../domain/peers/list-peers.ts";
import { programmeSettings } from "../../domain/programmes/settings.ts";

const ID = "44444444-4444-4444-8444-444444444444";
const NOOR = { id: "55555555-5555-4555-8555-555555555555", name: "Noor" };
const now = DateTime.fromISO("2026-11-30T09:00", { zone: "Europe/Paris" });
const rules = programmeSettings.parse({}).peers;

const item = (over: Partial<WorkItem> = {}): WorkItem => ({
  id: ID,
  kind: "no-show",
  personId: ID,
  who: "Lou",
  isColleague: false,
  openedAt: now.minus({ minutes: 12 }),
  isOpen: true,
  outcome: null,
  takenBy: { id: ID, name: "Camille" },
  startsAt: now.minus({ days: 2 }),
  requestId: null,
  conditionDomain: null,
  appointmentId: ID,
  attendance: missed("peer-absent"),
  acknowledgedAt: null,
  calledBackAt: null,
  callWish: null,
  writtenBy: null,
  isPeer: false,
  frozen: false,
  mayBeWritten: true,
  ...over,
});
/** A talk that did not take place, for that reason. */
export function missed(reasonCode: string | null, over: Partial<Attendance> = {}): Attendance {
  return { status: "noshow", reasonCode, isCorrected: false, correctableUntil: now.plus({ days: 5 }), ...over };
}
const peer = (over: Partial<ListedPeer> = {}): ListedPeer => ({
  id: ID,
  name: "Marie-Christine",
  locale: "fr",
  zone: "Europe/Paris",
  trainingMinutes: 1260,
  charterSignedOn: "2026-10-02",
  validatedOn: "2026-10-05",
  validatedBy: "Camille",
  supervisionDueOn: "2027-01-20",
  pausedUntil: null,
  conditionCount: 2,
  notOffered: [],
  ...over,
});
const candidate = peer({
  notOffered: ["not-validated", "too-little-training", "no-charter", "supervision-overdue"],
  validatedBy: null,
  supervisionDueOn: null,
});
const figures: WeeklySummary = {
  from: now.minus({ weeks: 1 }).startOf("week"),
  to: now.minus({ days: 1 }),
  appointments: {
    ...{ total: 77, held: 61, patientAbsent: 5, peerAbsent: 1, technical: 1, otherwiseMissed: 1 },
    ...{ cancelledByPatient: 5, cancelledByPeer: 1, otherwiseCancelled: 1, unsettled: 1 },
  },
  ahead: 71,
  requests: 23,
  waiting: { looking: 2, waitlist: 3, withTeam: 1, oldestDays: 4 },
  work: { total: 7, alarms: 1, noShows: 3, oldestDays: 0 },
  calls: { held: 48, brokenOff: 2, technical: 1, minutes: { median: 38 } },
  byMessages: 4,
  matchHours: "too-few",
};

/** Every card that coordinators see of the queue, of peers and of the week, with what it shows as its name. */
export function coordinatorCards(locale: Locale): [string, AdaptiveCard][] {
  const viewer = { programmeId: ID, id: ID, locale, zone: "Europe/Paris", now };
  const view = { viewer, candidates: [], mayCall: false };
  const notices: ItemNotice[] = ["unfrozen", "corrected", "tooLate", "tookOver", "busy", "handedBack"];
  const peerNotices: PeerNotice[] = ["approved", "already", "missing", "paused", "past", "tooLong", "resumed", "notPaused"];
  return [
    ["queue", queueCard({ items: WORK_ITEM_KINDS.map((kind) => item({ kind, writtenBy: NOOR })), total: 40 }, viewer)],
    ...WORK_ITEM_KINDS.map((kind): [string, AdaptiveCard] => [kind, workItemCard(item({ kind }), view)]),
    ...notices.map((notice): [string, AdaptiveCard] => [notice, workItemCard(item(), { ...view, notice })]),
    ["a page", workItemCard(item({ kind: "safety", takenBy: null }), { ...view, page: "Alerte" })],
    ["another has seen it", workItemCard(item({ kind: "safety", takenBy: NOOR, acknowledgedAt: now }), view)],
    ["too late", workItemCard(item({ attendance: missed(null, { correctableUntil: now.minus({ minutes: 1 }) }) }), view)],
    ["writing", workItemCard(item({ writtenBy: { id: ID, name: "Camille" } }), { ...view, draft: "un mot" })],
    ["writing, paged anew", workItemCard(item({ kind: "safety", takenBy: null, writtenBy: { id: ID, name: "Camille" } }), view)],
    ["writing, unreachable", workItemCard(item({ writtenBy: { id: ID, name: "Camille" }, mayBeWritten: false }), view)],
    ["another writes", workItemCard(item({ writtenBy: NOOR }), view)],
    ["a peer's", workItemCard(item({ isPeer: true }), view)],
    ["stop everything?", confirmFreezeCard(item(), viewer)],
    ["peers", peersCard({ peers: [peer(), candidate], total: 20, page: 1 }, viewer)],
    ["no peers", peersCard({ peers: [], total: 0, page: 0 }, viewer)],
    ["a candidate", peerCard(candidate, { viewer, rules, page: 0 })],
    ["one who is ready", peerCard(peer({ notOffered: ["not-validated"] }), { viewer, rules, page: 0 })],
    ["one who pauses", peerCard(peer({ notOffered: ["paused"], pausedUntil: "2026-12-24" }), { viewer, rules, page: 0 })],
    ...peerNotices.map((notice): [string, AdaptiveCard] => [notice, peerCard(candidate, { viewer, rules, page: 0, notice })]),
    ["a week", summaryCard(figures, 10, viewer)],
    [
      "an empty week",
      summaryCard({ ...figures, matchHours: "none", waiting: { looking: 0, waitlist: 0, withTeam: 0, oldestDays: null } }, 10, viewer),
    ],
  ];
}
