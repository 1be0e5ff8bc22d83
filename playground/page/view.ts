import type { Clock, ClockView } from "../clock.ts";
import type { Deliveries, DeliveryView } from "../deliveries.ts";
import { type AccountId, numbersOf, type PlaygroundOptions } from "../options.ts";
import { nameOfPhone } from "../phone/number.ts";
import type { Phones } from "../phone/phones.ts";
import type { ChatActivity, Store, StoredPhone } from "../state.ts";
import type { Chat } from "../teams/chat.ts";
import type { CallbackOrder } from "../telephone/callbacks.ts";
import type { Telephone } from "../telephone/telephone.ts";
import type { CallView } from "../telephone/telephones.ts";

/** What the page shows: the answer of `GET /playground/api/state` and each event's data. */
export interface PlaygroundView {
  number: string;
  /** All that can be called and texted, the programme's first. */
  numbers: string[];
  /** False while the provider's REST API does not answer. */
  providerAnswers: boolean;
  phones: (StoredPhone & { name: string; calls: CallView[] })[];
  /** How reports on calls reach the service, and how many of them are held. */
  callbacks: { order: CallbackOrder; held: number };
  chats: Record<AccountId, { name: string; invitationCode: string; typing: boolean; activities: ChatActivity[] }>;
  clock: ClockView;
  deliveries: DeliveryView[];
}

/** What a view is taken of. */
export interface Parts {
  options: PlaygroundOptions;
  store: Store;
  phones: Phones;
  telephone: Telephone;
  chats: Record<AccountId, Chat>;
  clock: Clock;
  deliveries: Deliveries;
}

/** Takes a picture of the playground, without credentials and without Teams ids. */
export function viewOf({ options, store, phones, telephone, chats, clock, deliveries }: Parts): PlaygroundView {
  const { state } = store;
  const chatView = (account: AccountId) => ({
    ...options.accounts[account],
    typing: chats[account].typing,
    activities: state.chats[account].activities,
  });
  return {
    number: options.number,
    numbers: numbersOf(options),
    providerAnswers: !phones.unreachable,
    phones: state.phones.map((phone) => ({
      ...phone,
      name: phone.kind === "peer" ? options.accounts.peer.name : nameOfPhone(phone.number),
      calls: telephone.telephones.view(phone.number),
    })),
    callbacks: { order: telephone.callbacks.order, held: telephone.callbacks.held },
    chats: { peer: chatView("peer"), coordinator: chatView("coordinator") },
    clock: clock.view(),
    deliveries: deliveries.view(),
  };
}
