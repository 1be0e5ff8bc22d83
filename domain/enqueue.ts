import type { Db } from "./db.ts";

/** Turn jobs, and what their id names: an appointment, a person, a work item, a form, a campaign's recipient, a programme. */
export type TurnJobName =
  | "ask-peer"
  | "tell-accepted"
  | "tell-declined"
  | "close-request"
  | "expire-hold"
  | "expire-request"
  | "end-pause"
  | "remind"
  | "ask-after-talk"
  | "settle-talk"
  | "ask-peer-after-talk"
  | "tell-room"
  | "tell-peer-room"
  | "ask-peer-by-phone"
  | "tell-proposed"
  | "tell-proposal-accepted"
  | "expire-proposal"
  | "tell-withdrawn"
  | "forget-unconsented"
  | "choose-code"
  | "ask-calls"
  | "check-reference"
  | "move-number"
  | "forget-link"
  | "forget-appointment"
  | "warn-of-stop"
  | "tell-work-item"
  | "page-next"
  | "tell-note"
  | "tell-called-back"
  | "tell-takeover"
  | "tell-takeover-over"
  | "tell-coordinator-over"
  | "tell-peer-approved"
  | "tell-peer-paused"
  | "tell-peer-resumed"
  | "weekly-summary"
  | "look-waitlist"
  | "check-promise"
  | "note-unconfirmed"
  | "propose-peer"
  | "check-back"
  | "plan-questionnaires"
  | "offer-questionnaire"
  | "remind-questionnaire"
  | "end-questionnaire"
  | "offer-campaign"
  | "withdraw-offer"
  | "alert-pool"
  | "open-session"
  | "tell-opened"
  | "close-session"
  | "release-session"
  | "look-for-patient"
  | "look-for-peer"
  | "tell-missed-call"
  | "tell-unreached"
  | "raise-alert";

/** What calls somebody, or ends or speaks into a call: a job without a turn, since it waits for the provider. Their id names a leg or a session. */
export type CallJobName = "dial-leg" | "hang-up-leg" | "warn-of-limit" | "end-call";

/** What a campaign does next, and its figures, concern many people and so are nobody's turn. Their id names the campaign. */
export type CampaignJobName = "campaign-tick" | "campaign-results";

/**
 * Enqueues a turn job in the present transaction.
 *
 * @param due an instant of the service's clock; at once if left out
 * @param key a job with the same key is moved, and can be taken back by `dequeue`
 */
export async function enqueue(
  db: Db,
  task: TurnJobName | CallJobName | CampaignJobName,
  id: string,
  due?: Date,
  key?: string,
): Promise<void> {
  await db.query({ name: "enqueue", text: "select enqueue($1, $2, $3, $4)", values: [task, id, due ?? null, key ?? null] });
}

/** Takes a waiting job back. */
export async function dequeue(db: Db, key: string): Promise<void> {
  await db.query({ name: "dequeue", text: "select dequeue($1)", values: [key] });
}
