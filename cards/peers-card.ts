import { screenTexts } from "../dialogs/texts/texts.ts";
import type { ListedPeer } from "../domain/peers/list-peers.ts";
import { type AdaptiveCard, below, buttons, type CardAction, type CardElement, card, execute, heading, text } from "./card.ts";
import { stateWords, supervisionWords } from "./peer-words.ts";
import type { QueueViewer } from "./queue-card.ts";

/** As many as are read at a glance, on a phone too. */
export const PEERS_A_PAGE = 6;

/** The programme's peers, a page at a time: how each stands, in words, and when the next supervision is needed. */
export function peersCard({ peers, total, page }: { peers: ListedPeer[]; total: number; page: number }, viewer: QueueViewer): AdaptiveCard {
  const { locale, programmeId, zone, now } = viewer;
  const { t } = screenTexts(locale);
  const reader = { locale, now: now.setZone(zone) };
  const from = page * PEERS_A_PAGE;
  const body: CardElement[] = [heading(total === 0 ? t("peers.none") : t("peers.title", { count: total }))];
  if (total > PEERS_A_PAGE && peers.length > 0)
    body.push(text(t("peers.page", { from: from + 1, to: from + peers.length, total }), { isSubtle: true }));
  for (const peer of peers) {
    body.push({
      type: "ColumnSet",
      separator: true,
      columns: [
        {
          type: "Column",
          width: "stretch",
          items: [
            text(peer.name, { weight: "Bolder" }),
            below(text(stateWords(peer, reader), peer.notOffered.length === 0 ? { color: "Good" } : {})),
            below(text(supervisionWords(peer, reader), { isSubtle: true })),
          ],
        },
        {
          type: "Column",
          width: "auto",
          verticalContentAlignment: "Center",
          items: [buttons([execute("show-peer", t("queue.open"), { programmeId, peerId: peer.id, page })])],
        },
      ],
    });
  }
  const turn = (to: number, title: string): CardAction => execute("show-peers", title, { programmeId, page: to });
  const actions = [
    ...(page > 0 ? [turn(page - 1, t("peers.before"))] : []),
    ...(from + peers.length < total ? [turn(page + 1, t("peers.after"))] : []),
  ];
  return card(body, [...actions, turn(page, t("queue.refresh"))], turn(page, t("queue.refresh")));
}
