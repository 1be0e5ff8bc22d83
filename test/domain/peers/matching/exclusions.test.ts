import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { declineRequest } from "../../../../domain/booking/answer-request.ts";
import { askPeer } from "../../../../domain/booking/ask-peer.ts";
import { holdSlot } from "../../../../domain/booking/hold-slot.ts";
import { openRequest } from "../../../../domain/booking/request.ts";
import { clearExclusions, excludePeer, excludePlace, listExclusions } from "../../../../domain/peers/matching/exclusions.ts";
import { normaliseWords } from "../../../../domain/understanding/normalise.ts";
import { addPatient, type Matching, makePeer, NOW, startMatching } from "../../../support/matching.ts";

let matching: Matching;
beforeAll(async () => {
  matching = await startMatching();
});
afterAll(() => matching.stop());

test("words are compared in the database as they are elsewhere", async () => {
  const words = fc.string({ unit: fc.constantFrom(..."aBéÉçœÎ 's-,.(’12"), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(words, async (said) => {
      const { rows } = await matching.owner.query("select plain_words($1) as plain", [said]);
      expect(rows[0].plain).toBe(normaliseWords(said));
    }),
    { numRuns: 200 },
  );
});

test("are kept once, read back as typed, and cleared, each patient's for themselves", async () => {
  const [ana = ""] = await matching.addPeers(makePeer("Ana"));
  const kept = await matching.inTurn(async (db) => {
    const [one, two] = [await addPatient(db), await addPatient(db)];
    for (let time = 0; time < 2; time++) {
      await excludePlace(db, one, "town", "Béziers");
      await excludePeer(db, one, ana);
    }
    await excludePlace(db, two, "hospital", "Cochin");
    const before = await listExclusions(db, one);
    await clearExclusions(db, one);
    return { before, after: await listExclusions(db, one), others: await listExclusions(db, two) };
  });
  expect(kept.before).toEqual([
    { kind: "peer", value: "Ana" },
    { kind: "town", value: "Béziers" },
  ]);
  expect(kept.after).toEqual([]);
  expect(kept.others).toEqual([{ kind: "hospital", value: "Cochin" }]);
});

test.each([
  ["know", true],
  ["topic", false],
  [undefined, false],
])(
  "a peer who declines because of %s is kept apart from that patient for good, unseen and not to be cleared: %s",
  async (reason, apart) => {
    const [peerId = ""] = await matching.addPeers(makePeer("Bea"));
    const found = await matching.inTurn(async (db) => {
      const patientId = await addPatient(db);
      const requestId = await openRequest(db, patientId, "endometriose");
      const startsAt = NOW.plus({ days: 3, hours: 5 });
      const held = await holdSlot(db, {
        requestId,
        patientId,
        peerId,
        modality: "phone",
        startsAt,
        talkMinutes: 45,
        bufferMinutes: 15,
        expiresAt: NOW.plus({ hours: 2 }),
      });
      if (held === "taken") throw new Error("The slot is taken.");
      await askPeer(db, held.id, NOW.plus({ days: 1 }));
      const declined = await declineRequest(db, peerId, held.id, reason);
      const shown = await listExclusions(db, patientId);
      await clearExclusions(db, patientId);
      const { rows } = await db.query<{ blind: boolean }>("select blind from exclusion where patient_id = $1", [patientId]);
      return { patientId, code: declined?.reasonCode, shown, kept: rows };
    });
    expect(found).toMatchObject({ code: `peer-declined${reason ? `-${reason}` : ""}`, shown: [], kept: apart ? [{ blind: true }] : [] });
    // for another request, of another day
    const offered = await matching.names("endometriose", { patientId: found.patientId, limit: 20 });
    expect(offered.filter((name) => name === "Bea").length).toBe(
      (await matching.names("endometriose", { limit: 20 })).filter((name) => name === "Bea").length - (apart ? 1 : 0),
    );
  },
);
