import type { Clock, ClockView } from "../clock.ts";
import type { Deliveries, DeliveryView } from "../deliveries.ts";
import type { AccountId, PlaygroundOptions } from "../options.ts";
import { nameOfPhone } from "../phone/number.ts";
import type { Phones } from "../phone/phones.ts";
import type { ChatActivity, PhoneMessage, Store } from "../state.ts";
import type { Chat } from "../teams/chat.ts";

/** What the page shows: the answer of `GET /playground/api/state` and each event's data. */
export interface PlaygroundView {
  number: string;
  /** False while the provider's REST API does not answer. */
  providerAnswers: boolean;
  phones: { number: string; name: string; messages: PhoneMessage[] }[];
  chats: Record<AccountId, { name: string; invitationCode: string; typing: boolean; activities: ChatActivity[] }>;
  clock: ClockView;
  deliveries: DeliveryView[];
}

/** What a view is taken of. */
export interface Parts {
  options: PlaygroundOptions;
  store: Store;
  phones: Phones;
  chats: Record<AccountId, Chat>;
  clock: Clock;
  deliveries: Deliveries;
}

/** Takes a picture of the playground, without credentials and without Teams ids. */
export function viewOf({ options, store, phones, chats, clock, deliveries }: Parts): PlaygroundView {
  const { state } = store;
  const chatView = (account: AccountId) => ({
    ...options.accounts[account],
    typing: chats[account].typing,
    activities: state.chats[account].activities,
  });
  return {
    number: options.number,
    providerAnswers: !phones.unreachable,
    phones: state.phones.map((phone) => ({ ...phone, name: nameOfPhone(phone.number) })),
    chats: { peer: chatView("peer"), coordinator: chatView("coordinator") },
    clock: clock.view(),
    deliveries: deliveries.view(),
  };
}
