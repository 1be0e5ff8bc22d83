import type { TextRef } from "../../dialogs/prompt.ts";
import { dateWords } from "../../dialogs/week-words.ts";
import type { ListedPeer } from "../../domain/peers/list-peers.ts";
import { listPeers } from "../../domain/peers/list-peers.ts";
import type { Turn } from "../outcome.ts";
import { afterQuiet, NOTHING, type TurnJob } from "./turn-job.ts";

/** Tells a peer what the team has done about them, unless it is otherwise by now. */
function tellPeer(say: (peer: ListedPeer, turn: Turn) => TextRef | undefined): TurnJob {
  return {
    whose: async (_, id) => id,
    async handle(turn, id) {
      const [peer] = await listPeers(turn.db, turn.programme.settings.peers, { id });
      const said = peer && say(peer, turn);
      return said ? { say: [said], class: "notice", question: "keep", sendAfter: afterQuiet(turn) } : NOTHING;
    },
  };
}

const isPaused = ({ notOffered }: ListedPeer) => notOffered.includes("paused");

export const peerStateJobs: Record<string, TurnJob> = {
  "tell-peer-approved": tellPeer(({ name, notOffered }, { programme }) =>
    notOffered.includes("not-validated") ? undefined : { key: "peer.approvedByTeam", args: { name, programme: programme.name } },
  ),

  "tell-peer-paused": tellPeer((peer, { programme, now, speaker }) => {
    if (!isPaused(peer)) return undefined;
    const args = { programme: programme.name };
    if (!peer.pausedUntil) return { key: "peer.pausedByTeam", args };
    return { key: "peer.pausedByTeamUntil", args: { ...args, until: dateWords(peer.pausedUntil, now, speaker.locale) } };
  }),

  "tell-peer-resumed": tellPeer((peer, { programme }) =>
    isPaused(peer) ? undefined : { key: "peer.resumedByTeam", args: { programme: programme.name } },
  ),
};
