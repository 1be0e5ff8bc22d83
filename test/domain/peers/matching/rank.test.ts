import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditions } from "../../../../domain/conditions/catalogue.ts";
import { familyOf } from "../../../../domain/peers/matching/family.ts";
import { type Candidate, rankCandidates, type Wish } from "../../../../domain/peers/matching/rank.ts";
import { programmeSettings } from "../../../../domain/programmes/settings.ts";

const { weights } = programmeSettings.parse({}).matching;

const make = (peerId: string, over: Partial<Candidate> = {}): Candidate => ({
  peerId,
  name: peerId,
  about: "",
  modalities: ["phone"],
  conditionId: "endometriose",
  gender: null,
  birthDecade: null,
  waitingSince: new Date("2026-10-01"),
  ...over,
});
const wish = (over: Partial<Wish> = {}): Wish => ({ family: familyOf("endometriose"), preferences: {}, isWide: false, ...over });
const order = (candidates: Candidate[], over: Partial<Wish> = {}) =>
  rankCandidates(candidates, wish(over), weights).map(({ peerId }) => peerId);

describe("a family", () => {
  test("is the condition, then its chapter within its domain, then its domain", () => {
    const { exact, near, rest } = familyOf("endometriose");
    expect(exact).toBe("endometriose");
    expect(near).toEqual(expect.arrayContaining(["adenomyose", "infertilite"]));
    expect(rest).toContain("cancer_sein");
    expect(rest).not.toContain("adenomyose");
  });

  test("never leaves the domain, though another has the same chapter", () => {
    const { near, rest } = familyOf("depression");
    expect([...near, ...rest]).not.toContain("alcool"); // F10, of another domain
    expect(near).toContain("bipolaire");
  });

  test("of a domain is all of it; of nothing known it is nothing", () => {
    expect(familyOf("precarite")).toMatchObject({ exact: null, domain: "precarite", near: [] });
    expect(familyOf("precarite").rest.length).toBeGreaterThan(5);
    expect(familyOf("licorne")).toEqual({ exact: null, domain: null, near: [], rest: [] });
  });

  test("holds each condition of the domain once, whatever is looked for", () => {
    for (const { id, domain } of conditions.values()) {
      const { exact, near, rest } = familyOf(id);
      const all = [exact, ...near, ...rest];
      expect(new Set(all).size).toBe(all.length);
      expect(all.length).toBe([...conditions.values()].filter((other) => other.domain === domain).length);
    }
  });
});

describe("the order", () => {
  const early = new Date("2026-09-01");
  const late = new Date("2026-11-01");

  test.each<[string, Candidate[], Partial<Wish>, string[]]>([
    ["who has waited longest is first", [make("a", { waitingSince: late }), make("b", { waitingSince: early })], {}, ["b", "a"]],
    [
      "just the same comes before near, and near before the domain",
      [
        make("domain", { conditionId: "cancer_sein", waitingSince: early }),
        make("near", { conditionId: "infertilite", waitingSince: early }),
        make("same", { waitingSince: late }),
      ],
      {},
      ["same", "near", "domain"],
    ],
    [
      "a preference comes before waiting",
      [make("waits", { waitingSince: early }), make("woman", { gender: "woman", waitingSince: late })],
      { preferences: { gender: "woman" } },
      ["woman", "waits"],
    ],
    [
      "no preference comes before a nearer condition",
      [make("wished", { conditionId: "infertilite", gender: "woman", birthDecade: 1980 }), make("same")],
      { preferences: { gender: "woman", birthDecade: 1980 } },
      ["same", "wished"],
    ],
    [
      "the weightier preference comes first; a decade beside one's own counts half",
      [
        make("far", { birthDecade: 1940 }),
        make("beside", { birthDecade: 1970 }),
        make("age", { birthDecade: 1980 }),
        make("sex", { gender: "man" }),
      ],
      { preferences: { gender: "man", birthDecade: 1980 } },
      ["sex", "age", "beside", "far"],
    ],
    [
      "where few lived it, nearness is a weight that a preference outweighs",
      [make("same"), make("wished", { conditionId: "cancer_sein", gender: "woman" }), make("near", { conditionId: "infertilite" })],
      { isWide: true, preferences: { gender: "woman" } },
      ["wished", "same", "near"],
    ],
  ])("%s", (_, candidates, over, expected) => {
    expect(order(candidates, over)).toEqual(expected);
    expect(order([...candidates].reverse(), over)).toEqual(expected);
  });

  test("names a peer once, by the nearest of what they lived", () => {
    const ranked = rankCandidates([make("a", { conditionId: "infertilite" }), make("a")], wish(), weights);
    expect(ranked.map(({ conditionId }) => conditionId)).toEqual(["endometriose"]);
  });

  test("says which preferences somebody meets, and no half ones", () => {
    const preferences = { gender: "woman", birthDecade: 1980 } as const;
    const matches = (over: Partial<Candidate>) => rankCandidates([make("a", over)], wish({ preferences }), weights)[0]?.matches;
    expect(matches({ gender: "woman", birthDecade: 1980 })).toEqual(["woman", "age"]);
    expect(matches({ gender: "man", birthDecade: 1970 })).toEqual([]);
  });

  const candidate = fc.record({
    peerId: fc.constantFrom(..."abcdefgh"),
    conditionId: fc.constantFrom("endometriose", "adenomyose", "cancer_sein", "sep"),
    day: fc.integer({ min: 1, max: 28 }),
    gender: fc.constantFrom("woman", "man", null),
    birthDecade: fc.constantFrom(1960, 1970, 1980, null),
  });
  const anyWish = fc.record({
    gender: fc.constantFrom("woman", "man", undefined),
    birthDecade: fc.constantFrom(1970, undefined),
    isWide: fc.boolean(),
  });
  // what a peer is does not depend on the condition by which they were found
  const oneEach = (drawn: { peerId: string; conditionId: string; day: number; gender: string | null; birthDecade: number | null }[]) =>
    drawn.map(({ day, ...rest }) => {
      const first = drawn.find(({ peerId }) => peerId === rest.peerId) ?? rest;
      const same = { gender: first.gender as Candidate["gender"], birthDecade: first.birthDecade };
      const since = drawn.find(({ peerId }) => peerId === rest.peerId)?.day ?? day;
      return make(rest.peerId, { ...same, conditionId: rest.conditionId, waitingSince: new Date(2026, 9, since) });
    });

  test("is the same however the candidates come, with each peer in it once", () => {
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 20 }),
        anyWish,
        fc.infiniteStream(fc.nat()),
        (drawn, { isWide, ...preferences }, shuffle) => {
          const candidates = oneEach(drawn);
          const shuffled = candidates
            .map((each) => ({ each, at: shuffle.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ each }) => each);
          const ranked = order(candidates, { isWide, preferences });
          expect(order(shuffled, { isWide, preferences })).toEqual(ranked);
          expect([...ranked].sort()).toEqual([...new Set(candidates.map(({ peerId }) => peerId))].sort());
        },
      ),
    );
  });

  test("without preferences never puts one who waited less before one who waited more for the same", () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), (drawn) => {
        const ranked = rankCandidates(oneEach(drawn), wish(), weights);
        for (const [index, peer] of ranked.entries()) {
          const next = ranked[index + 1];
          if (next?.conditionId === peer.conditionId) expect(peer.waitingSince.getTime()).toBeLessThanOrEqual(next.waitingSince.getTime());
        }
      }),
    );
  });

  test("turns: over many matches everybody of the same merit is offered as often, newcomers too", () => {
    const waiting = new Map(Array.from({ length: 5 }, (_, index) => [`peer${index}`, new Date(2026, 8, index + 1)]));
    const offered = new Map<string, number>();
    for (let match = 0; match < 60; match++) {
      const day = new Date(2026, 9, match + 1);
      if (match === 30) {
        // somebody new, or back from a pause, is active from today
        waiting.set("new", day);
        offered.clear();
      }
      const [first = ""] = order([...waiting].map(([peerId, waitingSince]) => make(peerId, { waitingSince })));
      waiting.set(first, day);
      offered.set(first, (offered.get(first) ?? 0) + 1);
    }
    expect([...offered.values()].sort()).toEqual([5, 5, 5, 5, 5, 5]);
  });
});
