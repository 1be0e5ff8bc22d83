import type { Modality } from "../../booking/appointment.ts";
import type { ProgrammeSettings } from "../../programmes/settings.ts";
import type { Family } from "./family.ts";
import type { Gender, Preferences } from "./preferences.ts";

/** A peer who may be offered: all hard filters are passed. Once for each condition by which they were found. */
export interface Candidate {
  peerId: string;
  name: string;
  about: string;
  modalities: Modality[];
  conditionId: string;
  gender: Gender | null;
  birthDecade: number | null;
  /** The latest of the last match, and the day from which this peer can be offered without a break. */
  waitingSince: Date;
}

export interface Wish {
  family: Family;
  preferences: Preferences;
  /** Too few lived just this: nearness is a weight like others, so that the order tells nobody who they are. */
  isWide: boolean;
}

/** A preference that a peer meets. */
export type Match = "woman" | "man" | "age";

export type Ranked = Candidate & { matches: Match[] };

type Weights = ProgrammeSettings["matching"]["weights"];

/**
 * Orders candidates as they are offered, each peer once: the nearest condition first, then what the patient prefers by its weights, then who has
 * waited longest.
 *
 * Waiting counts from the last match or from the day on which a peer became active, whichever is later. Counting from the last match alone, somebody
 * new, or back from a pause, would come before everyone and get every request of their first days; counted so, they stand where somebody matched on
 * that day stands, and are offered as often as the others from then on. Peers are compared by nothing else: no rating, no number of talks.
 */
export function rankCandidates(candidates: Candidate[], wish: Wish, weights: Weights): Ranked[] {
  const placed = candidates.map((candidate) => {
    const nearness = nearnessOf(candidate.conditionId, wish.family);
    const score = preferenceScore(candidate, wish.preferences, weights) + (wish.isWide ? nearnessWeight(nearness, weights) : 0);
    return { candidate, tier: wish.isWide ? 0 : nearness, nearness, score };
  });
  placed.sort(
    (a, b) =>
      b.tier - a.tier ||
      b.score - a.score ||
      a.candidate.waitingSince.getTime() - b.candidate.waitingSince.getTime() ||
      compare(a.candidate.peerId, b.candidate.peerId) ||
      b.nearness - a.nearness ||
      compare(a.candidate.conditionId, b.candidate.conditionId),
  );
  const once = new Map<string, Ranked>();
  for (const { candidate } of placed) {
    if (!once.has(candidate.peerId)) once.set(candidate.peerId, { ...candidate, matches: matchesOf(candidate, wish.preferences) });
  }
  return [...once.values()];
}

/** 2: just this; 1: the same chapter; 0: the same domain. */
function nearnessOf(conditionId: string, { exact, near }: Family): number {
  if (conditionId === exact) return 2;
  return near.includes(conditionId) ? 1 : 0;
}

const nearnessWeight = (nearness: number, { exact, chapter }: Weights) => [0, chapter, exact][nearness] ?? 0;

/** A decade beside one's own counts half. */
function preferenceScore({ gender, birthDecade }: Candidate, wanted: Preferences, weights: Weights): number {
  const sameGender = wanted.gender !== undefined && gender === wanted.gender;
  const decades = wanted.birthDecade === undefined || birthDecade === null ? 9 : Math.abs(birthDecade - wanted.birthDecade) / 10;
  const age = decades === 0 ? 1 : decades === 1 ? 0.5 : 0;
  return (sameGender ? weights.gender : 0) + age * weights.birthDecade;
}

function matchesOf({ gender, birthDecade }: Candidate, wanted: Preferences): Match[] {
  const matches: Match[] = [];
  if (wanted.gender && gender === wanted.gender) matches.push(wanted.gender);
  if (birthDecade !== null && birthDecade === wanted.birthDecade) matches.push("age");
  return matches;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
