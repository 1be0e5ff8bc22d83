import { card, text } from "../../cards/card.ts";
import { type PeerNotice, peerCard } from "../../cards/peer-card.ts";
import { PEERS_A_PAGE, peersCard } from "../../cards/peers-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { approvePeer } from "../../domain/peers/approve-peer.ts";
import { countPeers, type ListedPeer, listPeers } from "../../domain/peers/list-peers.ts";
import { pauseByTeam, resumeByTeam } from "../../domain/peers/pause-by-team.ts";
import type { Outcome, Turn } from "../outcome.ts";
import type { CardActions } from "./card-action.ts";
import { refuse, viewerOf } from "./on-item.ts";

type Verbs = "show-peers" | "show-peer" | "approve-peer" | "pause-peer" | "resume-peer";

/** A coordinator's clicks on the list of peers and on one of them. Each is recorded, and answered by the peer as they then stand. */
export const peersActions: CardActions<Verbs> = {
  "show-peers": async (turn, { page }) =>
    turn.speaker.isCoordinator ? { say: [], question: "keep", card: await drawPeers(turn, page) } : refuse(turn),

  "show-peer": (turn, { peerId, page }) => onPeer(turn, peerId, page, async () => undefined),

  "approve-peer": (turn, { peerId, page }) =>
    onPeer(turn, peerId, page, async () => {
      const done = await approvePeer(turn.db, peerId, turn.speaker.id, turn.programme.settings.peers);
      return done === "unknown" ? undefined : typeof done === "string" ? done : "missing";
    }),

  "pause-peer": (turn, { peerId, page, until }) =>
    onPeer(turn, peerId, page, async ({ zone }) => {
      const done = await pauseByTeam(turn.db, peerId, until || null, turn.now.setZone(zone), turn.speaker.id);
      return done === "too-long" ? "tooLong" : done;
    }),

  "resume-peer": (turn, { peerId, page }) =>
    onPeer(turn, peerId, page, async () => {
      const done = await resumeByTeam(turn.db, peerId, turn.speaker.id);
      return done === "not-paused" ? "notPaused" : done;
    }),
};

/** PAIRS: the list as a message of its own. */
export async function sendPeers(turn: Turn): Promise<Outcome> {
  const { speaker, db, channel, programme } = turn;
  const count = await countPeers(db);
  if (channel !== "teams") return { say: [{ key: "peers.inTeams", args: { programme: programme.name, count } }], question: "keep" };
  const body = texts(speaker.locale).t("peers.title", { count });
  return { say: [], question: "keep", outgoing: [{ personId: speaker.id, class: "reply", body, card: await drawPeers(turn, 0) }] };
}

async function drawPeers(turn: Turn, asked: number) {
  const total = await countPeers(turn.db);
  // of a list that has become shorter the last page
  const page = Math.min(asked, Math.max(0, Math.ceil(total / PEERS_A_PAGE) - 1));
  const peers = await listPeers(turn.db, turn.programme.settings.peers, { offset: page * PEERS_A_PAGE, limit: PEERS_A_PAGE });
  return peersCard({ peers, total, page }, viewerOf(turn));
}

/** Does something about a peer of the coordinator's own programme, and shows them as they then stand. */
async function onPeer(
  turn: Turn,
  peerId: string,
  page: number,
  act: (peer: ListedPeer) => Promise<PeerNotice | undefined>,
): Promise<Outcome> {
  if (!turn.speaker.isCoordinator) return refuse(turn);
  const rules = turn.programme.settings.peers;
  const load = async () => (await listPeers(turn.db, rules, { id: peerId }))[0];
  const before = await load();
  const notice = before && (await act(before));
  const peer = before && (await load());
  if (!peer) return { say: [], question: "keep", card: card([text(texts(turn.speaker.locale).t("peers.unknown"))], []) };
  return { say: [], question: "keep", card: peerCard(peer, { viewer: viewerOf(turn), rules, page, notice }) };
}
