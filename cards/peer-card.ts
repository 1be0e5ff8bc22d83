import { screenTexts } from "../dialogs/texts/texts.ts";
import { dateWords } from "../dialogs/week-words.ts";
import { missingForApproval } from "../domain/peers/approve-peer.ts";
import type { ListedPeer } from "../domain/peers/list-peers.ts";
import type { ProgrammeSettings } from "../domain/programmes/settings.ts";
import { type AdaptiveCard, buttons, type CardElement, card, execute, facts, heading, section, text } from "./card.ts";
import { reasonWords, stateWords, supervisionWords } from "./peer-words.ts";
import type { QueueViewer } from "./queue-card.ts";

/** What a coordinator has just done about a peer, or may not do. */
export type PeerNotice = "approved" | "already" | "missing" | "paused" | "past" | "tooLong" | "resumed" | "notPaused";

const BAD = new Set<PeerNotice>(["missing", "past", "tooLong"]);

/** One peer, for coordinators: how they stand, and what may be done about it. */
export function peerCard(
  peer: ListedPeer,
  {
    viewer,
    rules,
    page,
    notice,
  }: { viewer: QueueViewer; rules: ProgrammeSettings["peers"]; page: number; notice?: PeerNotice | undefined },
): AdaptiveCard {
  const { locale, programmeId, zone, now } = viewer;
  const { t } = screenTexts(locale);
  const reader = { locale, now: now.setZone(zone) };
  const day = (date: string) => dateWords(date, reader.now, locale);
  const data = { programmeId, peerId: peer.id, page };
  const missing = missingForApproval(peer.notOffered);
  const what = reasonWords(missing, peer, reader);
  const isCandidate = peer.notOffered.includes("not-validated");
  const hours = (minutes: number) => Math.floor(minutes / 60);
  const validated = peer.validatedBy && peer.validatedOn && `${peer.validatedBy}, ${day(peer.validatedOn)}`;
  const body: CardElement[] = [
    heading(peer.name),
    facts([
      [t("peers.fact.state"), stateWords(peer, reader)],
      [t("peers.fact.training"), t("peers.training", { count: hours(peer.trainingMinutes), needed: hours(rules.trainingMinutes) })],
      [
        t("peers.fact.charter"),
        peer.charterSignedOn ? t("peers.charterSigned", { at: day(peer.charterSignedOn) }) : t("peers.why.no-charter"),
      ],
      [t("peers.fact.validation"), isCandidate || !validated ? t("peers.why.not-validated") : validated],
      [t("peers.fact.supervision"), supervisionWords(peer, reader)],
    ]),
  ];
  if (notice && (notice !== "missing" || what))
    body.push(text(t(`peers.notice.${notice}`, { what }), { weight: "Bolder", color: BAD.has(notice) ? "Attention" : "Good" }));
  if (isCandidate) {
    if (missing.length > 0 && notice !== "missing") body.push(section(text(t("peers.notice.missing", { what }), { isSubtle: true })));
    if (missing.length === 0)
      body.push(
        section(text(t("peers.approveText"), { isSubtle: true }), buttons([execute("approve-peer", t("peers.approve"), data, "positive")])),
      );
  }
  if (peer.notOffered.includes("paused")) body.push(section(buttons([execute("resume-peer", t("peers.resume"), data, "positive")])));
  else
    body.push(
      section({ type: "Input.Date", id: "until", label: t("peers.pauseUntil") }, buttons([execute("pause-peer", t("peers.pause"), data)])),
    );
  return card(body, [execute("show-peers", t("queue.back"), { programmeId, page })], execute("show-peer", t("queue.refresh"), data));
}
