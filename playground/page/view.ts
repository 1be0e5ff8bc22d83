import type { PlaygroundOptions } from "../options.ts";
import type { Phones } from "../phone/phones.ts";
import type { Store, StoredState } from "../state.ts";
import type { Chat } from "../teams/chat.ts";

/** What the page shows: the answer of `GET /playground/api/state` and each event's data. */
export interface PlaygroundView {
  number: string;
  invitationCode: string | undefined;
  /** False while the provider's REST API does not answer. */
  providerAnswers: boolean;
  phones: StoredState["phones"];
  chat: { peerName: string; typing: boolean; activities: StoredState["chat"]["activities"] };
}

/** Takes a picture of the playground, without credentials and without the peer's Teams ids. */
export function viewOf(options: PlaygroundOptions, store: Store, phones: Phones, chat: Chat): PlaygroundView {
  const { state } = store;
  return {
    number: options.number,
    invitationCode: options.invitationCode,
    providerAnswers: !phones.unreachable,
    phones: state.phones,
    chat: { peerName: state.chat.peer.name, typing: chat.typing, activities: state.chat.activities },
  };
}
