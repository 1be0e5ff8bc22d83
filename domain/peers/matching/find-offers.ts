import type { DateTime } from "luxon";
import type { Modality } from "../../booking/appointment.ts";
import type { ConditionDomain } from "../../conditions/catalogue.ts";
import type { Db } from "../../db.ts";
import { bookingRules, type ProgrammeSettings } from "../../programmes/settings.ts";
import { withFreeTime } from "../free-time.ts";
import { commonConditions, findCandidates, type Wanted } from "./candidates.ts";
import { type Family, familyOf } from "./family.ts";
import { loadPreferences } from "./preferences.ts";
import { type Match, type Ranked, rankCandidates, type Wish } from "./rank.ts";

/** A peer as a patient is offered one: a chosen first name, and the reasons. */
export interface Offer {
  peerId: string;
  name: string;
  modalities: Modality[];
  /** Lived just what was asked for, and may be said to. */
  isExact: boolean;
  domain: ConditionDomain | null;
  /** What they lived, or saw a relative live; null where naming it would tell who they are. */
  conditionId: string | null;
  /** Their own line about themselves; null as above. */
  about: string | null;
  matches: Match[];
}

/** How many of a condition are read at once: one page and a few whose time may be full. */
const BATCH = 8;
/** Preferences are looked for among as many as this of those who have waited longest. */
const POOL = 200;
/** How many peers' calendars are looked into at most for one list; who has waited longest has most often time. */
const MOST_LOOKED_INTO = 100;

/**
 * The peers to offer for a wish, in the order in which they are offered, only such as have time within the horizon.
 *
 * Fewer than k active peers lived just this (a programme's `smallestGroup`): then the whole domain is the list, and nobody on it is named with a
 * condition or with a line about themselves, or the list would identify a person.
 */
export async function findOffers(
  db: Db,
  wanted: Wanted & { zone: string },
  settings: ProgrammeSettings,
  now: DateTime,
  page: { offset: number; limit: number },
): Promise<Offer[]> {
  const family = familyOf(wanted.condition);
  const k = settings.matching.smallestGroup;
  const isCommon =
    family.exact !== null && (await commonConditions(db, [family.exact], wanted.experience, k, settings.peers)).has(family.exact);
  const wish: Wish = {
    family,
    preferences: await loadPreferences(db, wanted.patientId),
    isWide: family.exact !== null && !isCommon,
  };
  const found: Ranked[] = [];
  const enough = page.offset + page.limit;
  for await (const peers of inOrder(db, wanted, wish, settings)) {
    const peerIds = peers.map(({ peerId }) => peerId);
    const free = await withFreeTime(db, { peerIds, patientId: wanted.patientId, zone: wanted.zone }, bookingRules(settings), now);
    found.push(...peers.filter(({ peerId }) => free.has(peerId)));
    if (found.length >= enough) break;
  }
  const shown = found.slice(page.offset, enough);
  const ids = wish.isWide ? [] : [...new Set(shown.map(({ conditionId }) => conditionId))];
  const named = ids.length > 0 ? await commonConditions(db, ids, wanted.experience, k, settings.peers) : new Set<string>();
  return shown.map((peer) => toOffer(peer, family, named.has(peer.conditionId)));
}

/** Candidates a few at a time, in their order, read as far as they are wanted. */
async function* inOrder(db: Db, wanted: Wanted, wish: Wish, settings: ProgrammeSettings): AsyncGenerator<Ranked[]> {
  const seen: string[] = wanted.withoutPeerId ? [wanted.withoutPeerId] : [];
  const prefers = Object.keys(wish.preferences).length > 0;
  for (const conditionIds of tiers(wish)) {
    const perCondition = prefers ? Math.max(BATCH, Math.ceil(POOL / conditionIds.length)) : BATCH;
    for (;;) {
      const candidates = await findCandidates(db, wanted, conditionIds, seen, perCondition, settings.peers);
      // past these, somebody not read yet may come first
      const sure = rankCandidates(candidates, wish, settings.matching.weights).slice(0, perCondition);
      for (let at = 0; at < sure.length && seen.length < MOST_LOOKED_INTO; at += BATCH) {
        const few = sure.slice(at, Math.min(at + BATCH, sure.length));
        seen.push(...few.map(({ peerId }) => peerId));
        yield few;
      }
      if (seen.length >= MOST_LOOKED_INTO) return;
      if (sure.length < perCondition) break;
    }
  }
}

/** Conditions in groups, of which each is offered before the next. */
function tiers({ family: { exact, near, rest }, isWide }: Wish): string[][] {
  const all = exact === null || isWide ? [[...(exact ? [exact] : []), ...near, ...rest]] : [[exact], near, rest];
  return all.filter((conditionIds) => conditionIds.length > 0);
}

function toOffer(peer: Ranked, family: Family, mayName: boolean): Offer {
  return {
    peerId: peer.peerId,
    name: peer.name,
    modalities: peer.modalities,
    isExact: mayName && peer.conditionId === family.exact,
    domain: family.domain,
    conditionId: mayName ? peer.conditionId : null,
    about: mayName ? peer.about : null,
    matches: peer.matches,
  };
}
