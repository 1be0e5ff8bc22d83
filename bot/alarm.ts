import { workItemCard } from "../cards/work-item-card.ts";
import type { TextRef } from "../dialogs/prompt.ts";
import { raiseAlarm } from "../domain/coordination/alarm.ts";
import { type Duty, findDuty } from "../domain/coordination/duty.ts";
import { loadWorkItem, type WorkItem } from "../domain/coordination/queue.ts";
import type { ReachableCoordinator } from "../domain/people/coordinators.ts";
import { mayCall } from "../domain/programmes/sender.ts";
import type { DeliveryClass, Outgoing, Turn } from "./outcome.ts";
import { renderTeamsText } from "./render/teams.ts";

/** Who of the coordinators answers at the time of this turn. */
export function dutyOf({ db, now, programme }: Turn): Promise<Duty> {
  return findDuty(db, now, { zone: programme.zone, country: programme.settings.sending.holidayCountry });
}

/**
 * Raises an alarm about who speaks in this turn, and pages whom the rota names.
 *
 * @returns whether somebody is on duty, and the pages
 */
export async function raise(turn: Turn, kind: "safety" | "peer-alert", text: TextRef): Promise<{ duty: Duty; outgoing: Outgoing[] }> {
  const duty = await dutyOf(turn);
  const { itemId, page } = await raiseAlarm(turn.db, kind, turn.speaker.id, duty, turn.now);
  const item = await loadWorkItem(turn.db, itemId);
  return { duty, outgoing: item ? await pageAll(turn, item, page, duty, text) : [] };
}

/** Pages coordinators about an alarm: on every channel that they have, and by a call to who is on duty. Off duty nobody is rung up. */
export async function pageAll(turn: Turn, item: WorkItem, page: ReachableCoordinator[], duty: Duty, text: TextRef): Promise<Outgoing[]> {
  const calls = duty.onDuty.length > 0 && (await mayCall(turn.db));
  return page.flatMap((coordinator) => [...pageOf(turn, item, coordinator, text), ...(calls ? callsTo(turn, coordinator) : [])]);
}

/** A page on every channel that a coordinator has: the card in Teams, and the words by SMS. */
export function pageOf(
  turn: Turn,
  item: WorkItem,
  coordinator: ReachableCoordinator,
  text: TextRef,
  kind: DeliveryClass = "safety",
): Outgoing[] {
  const page = tellOf(turn, item, coordinator, text, kind, true);
  return coordinator.addresses.map((address) => ({ ...page, addressId: address.id }));
}

/** After this a call would wake somebody about what another has long seen to. */
const CALL_WITHIN_MINUTES = 60;

/** A call to each phone of a coordinator, which says that something waits and nothing more: somebody else may pick up. */
function callsTo({ programme, now }: Turn, { id, locale, addresses }: ReachableCoordinator): Outgoing[] {
  const body = renderTeamsText({ key: "coordinator.call", args: { programme: programme.name } }, locale);
  const expiresAt = now.plus({ minutes: CALL_WITHIN_MINUTES });
  const phones = addresses.filter(({ kind }) => kind === "sms");
  return phones.map((phone) => ({ personId: id, class: "safety", body, addressId: phone.id, byCall: true, expiresAt }));
}

/** An item's card to a coordinator, with the words for where there are no cards. */
export function tellOf(
  turn: Turn,
  item: WorkItem,
  { id, locale, zone }: ReachableCoordinator,
  text: TextRef,
  kind: DeliveryClass,
  isPage = false,
): Outgoing {
  const viewer = { programmeId: turn.programme.id, id, locale, zone, now: turn.now };
  const body = renderTeamsText(text, locale);
  const card = workItemCard(item, { viewer, candidates: [], mayCall: false, page: isPage ? body : undefined });
  return { personId: id, class: kind, body, card };
}
