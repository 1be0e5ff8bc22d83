import { DateTime } from "luxon";
import { screenTexts } from "../dialogs/texts/texts.ts";
import { dateWords } from "../dialogs/week-words.ts";
import type { Locale } from "../domain/locale.ts";
import type { ListedPeer, NotOffered } from "../domain/peers/list-peers.ts";

interface Reader {
  locale: Locale;
  /** In the programme's zone. */
  now: DateTime;
}

/** Reasons in words: "charte à signer, en pause jusqu'au jeu. 24 déc." */
export function reasonWords(reasons: NotOffered[], { pausedUntil }: Pick<ListedPeer, "pausedUntil">, { locale, now }: Reader): string {
  const { t } = screenTexts(locale);
  return reasons
    .map((why) =>
      why === "paused" && pausedUntil ? t("peers.pausedUntil", { until: dateWords(pausedUntil, now, locale) }) : t(`peers.why.${why}`),
    )
    .join(", ");
}

/** Candidate, active, or not offered and why. */
export function stateWords(peer: ListedPeer, reader: Reader): string {
  const { t } = screenTexts(reader.locale);
  if (peer.notOffered.length === 0) return t("peers.state.active");
  const isCandidate = peer.notOffered.includes("not-validated");
  const reasons = peer.notOffered.filter((why) => why !== "not-validated");
  const words = reasonWords(reasons, peer, reader);
  if (isCandidate) return words ? t("peers.state.candidateWhy", { what: words }) : t("peers.state.candidate");
  return t("peers.state.notOffered", { what: words });
}

/** By when the next supervision is needed. */
export function supervisionWords({ supervisionDueOn }: ListedPeer, { locale, now }: Reader): string {
  const { t } = screenTexts(locale);
  if (!supervisionDueOn) return t("peers.supervision.none");
  const isOver = DateTime.fromISO(supervisionDueOn, { zone: now.zone }).startOf("day") <= now.startOf("day");
  return t(isOver ? "peers.supervision.over" : "peers.supervision.by", { until: dateWords(supervisionDueOn, now, locale) });
}
