import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { openRequest } from "../../../../domain/booking/request.ts";
import { excludeName, excludePeer, excludePlace } from "../../../../domain/peers/matching/exclusions.ts";
import { setPreferences } from "../../../../domain/peers/matching/preferences.ts";
import { addAddress, type Matching, makePeer, NOW, startMatching } from "../../../support/matching.ts";

const started: Matching[] = [];
afterAll(async () => {
  for (const matching of started) await matching.stop();
});

let matching: Matching;
beforeEach(async () => {
  matching = await startMatching();
  started.push(matching);
});

const three = [makePeer("Ana"), makePeer("Bea"), makePeer("Cleo")];

describe("a peer is not offered", () => {
  test.each<[string, string]>([
    ["not validated", "update peer set validated_by = null where person_id = $1"],
    ["trained for less than 21 h", "update peer set training_minutes = 1259 where person_id = $1"],
    ["without a signed charter", "update peer set charter_signed_on = null where person_id = $1"],
    ["whose supervision is overdue", "update peer set last_supervision_on = date '2026-11-23' - 120 where person_id = $1"],
    ["who pauses", "update peer set paused_at = turn_now() where person_id = $1"],
    ["whose pause ends today", "update peer set paused_at = turn_now(), paused_until = date '2026-11-23' where person_id = $1"],
    ["who does not speak the language", "update peer set languages = '{en}' where person_id = $1"],
    ["who has no open time", "delete from availability where peer_id = $1"],
    [
      "who is away for the whole horizon",
      "insert into availability_exception (programme_id, peer_id, kind, starts_on, ends_on) values (current_programme(), $1, 'away', '2026-11-23', '2027-02-01')",
    ],
    ["whose address is down", "update channel_address set state = 'down' where person_id = $1"],
    [
      "who has stopped all messages",
      "insert into opt_out (programme_id, address_key, source) select programme_id, address_key, 'person' from channel_address where person_id = $1",
    ],
    ["who is frozen", "update person set frozen_at = turn_now() where person_id = $1"],
    ["who is erased", "update person set erased_at = turn_now() where person_id = $1"],
  ])("%s", async (_, change) => {
    const [first] = await matching.addPeers(...three, makePeer("Dina"));
    expect(await matching.names("endometriose")).toEqual(["Ana", "Bea", "Cleo", "Dina"]);
    await matching.inTurn((db) => db.query(change, [first]));
    expect(await matching.names("endometriose")).toEqual(["Bea", "Cleo", "Dina"]);
  });

  test("who refused this request, and only this one", async () => {
    const [first] = await matching.addPeers(...three);
    const requestId = await matching.inTurn((db) => openRequest(db, matching.patientId, "endometriose"));
    await matching.inTurn((db) => db.query("update request set refused_by = array[$2::uuid] where request_id = $1", [requestId, first]));
    expect(await matching.names("endometriose", { requestId })).toEqual(["Bea", "Cleo"]);
    expect(await matching.names("endometriose")).toEqual(["Ana", "Bea", "Cleo"]);
  });

  test("who is the patient, or shares an address with them", async () => {
    const [ana = "", bea = ""] = await matching.addPeers(...three);
    await matching.inTurn(async (db) => {
      await db.query(
        "insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) values (current_programme(), $1, turn_now(), false)",
        [ana],
      );
      await db.query("delete from channel_address where person_id = $1", [bea]);
      await addAddress(db, bea, "one phone");
      await addAddress(db, matching.patientId, "one phone", "whatsapp");
    });
    expect(await matching.names("endometriose", { patientId: ana })).toEqual(["Bea", "Cleo"]);
    expect(await matching.names("endometriose")).toEqual(["Ana", "Cleo"]);
  });

  test("who is back from a pause that has ended is offered", async () => {
    const [first] = await matching.addPeers(...three);
    await matching.inTurn((db) =>
      db.query("update peer set paused_at = turn_now(), paused_until = '2026-11-22' where person_id = $1", [first]),
    );
    // and waits from there on
    expect(await matching.names("endometriose")).toEqual(["Bea", "Cleo", "Ana"]);
  });

  test("who can't meet in the way that is wanted, once that is known", async () => {
    await matching.addPeers(...three, makePeer("Dina", { modalities: ["video"] }));
    expect(await matching.names("endometriose", { modality: "video" })).toEqual(["Dina"]);
  });
});

describe("exclusions", () => {
  test.each<["hospital" | "town", string, string, boolean]>([
    ["town", "beziers", "Béziers", true],
    ["town", "SAINT ETIENNE", "Saint-Étienne", true],
    ["town", "Paris", "Paris 12e", true],
    ["town", "Lille", "Lyon", false],
    ["hospital", "le CHU de Lille", "CHRU Lille, Huriez", true],
    ["hospital", "hôpital", "Hôpital Cochin", false],
    ["hospital", "Cochin", "Hôpital Cochin, Paris", true],
  ])("of a %s: %s keeps from %s: %s", async (kind, excluded, place, isKept) => {
    await matching.addPeers(...three, makePeer("Dina", { [kind]: place }));
    await matching.inTurn((db) => excludePlace(db, matching.patientId, kind, excluded));
    expect((await matching.names("endometriose")).includes("Dina")).toBe(!isKept);
  });

  test("of a person are for one patient", async () => {
    const [first = ""] = await matching.addPeers(...three, makePeer("Dina"));
    await matching.inTurn(async (db) => {
      await excludePeer(db, matching.patientId, first, true);
      expect(await excludeName(db, matching.patientId, "béa")).toBe("excluded");
      expect(await excludeName(db, matching.patientId, "Zoé")).toBe("nobody");
    });
    expect(await matching.names("endometriose")).toEqual(["Cleo", "Dina"]);
  });
});

describe("the order", () => {
  test("turns: who was matched last comes last, and a newcomer after those who have waited", async () => {
    const [ana] = await matching.addPeers(...three);
    await matching.addPeers(makePeer("Nora", { activeSince: NOW.minus({ days: 1 }).toISODate() }));
    expect(await matching.names("endometriose")).toEqual(["Ana", "Bea", "Cleo", "Nora"]);
    await matching.inTurn((db) => db.query("update peer set last_matched_at = turn_now() where person_id = $1", [ana]));
    expect(await matching.names("endometriose")).toEqual(["Bea", "Cleo", "Nora", "Ana"]);
  });

  test("goes from the condition to its chapter and then to its domain, page by page, nobody twice", async () => {
    await matching.addPeers(
      makePeer("Rest", { conditions: ["cancer_sein"] }),
      makePeer("Near", { conditions: ["infertilite"] }),
      makePeer("Both", { conditions: ["infertilite", "endometriose"] }),
      ...three,
      makePeer("Other", { conditions: ["depression"] }),
    );
    const all = ["Both", "Ana", "Bea", "Cleo", "Near", "Rest"];
    expect(await matching.names("endometriose", { limit: 9 })).toEqual(all);
    expect(await matching.names("endometriose", { offset: 3, limit: 3 })).toEqual(all.slice(3));
    expect(await matching.names("endometriose", { offset: 6 })).toEqual([]);
  });

  test("puts stated preferences before waiting, and says which are met", async () => {
    await matching.addPeers(...three, makePeer("Dina", { gender: "woman", birthDecade: 1980 }));
    await matching.inTurn((db) => setPreferences(db, matching.patientId, { gender: "woman", birthDecade: 1980 }));
    const [first] = await matching.find("endometriose");
    expect(first).toMatchObject({ name: "Dina", matches: ["woman", "age"] });
    // a preference is no filter
    expect(await matching.names("endometriose")).toHaveLength(4);
    await matching.inTurn((db) => setPreferences(db, matching.patientId, { gender: null, birthDecade: null }));
    expect(await matching.names("endometriose")).toEqual(["Ana", "Bea", "Cleo", "Dina"]);
  });

  test("reads on past those whose time is full, as far as it takes", async () => {
    const full = Array.from({ length: 20 }, (_, index) =>
      makePeer(`Full${index}`, { plan: [{ weekday: 4, startsAt: "14:00", endsAt: "14:30" }] }),
    );
    await matching.addPeers(...full, ...three);
    expect(await matching.names("endometriose")).toEqual(["Ana", "Bea", "Cleo"]);
  });
});

describe("a condition that fewer than three lived", () => {
  test("is named to nobody: the whole domain is the list", async () => {
    await matching.addPeers(
      makePeer("Ana", { conditions: ["sep"] }),
      makePeer("Bea", { conditions: ["sep"] }),
      ...["Cleo", "Dina", "Eve"].map((name) => makePeer(name, { conditions: ["cancer_sein"] })),
    );
    const offers = await matching.find("sep");
    expect(offers).toHaveLength(4);
    for (const { conditionId, about, isExact, domain } of offers)
      expect({ conditionId, about, isExact, domain }).toEqual({
        conditionId: null,
        about: null,
        isExact: false,
        domain: "chronique_cancer",
      });
  });

  test("is named as soon as there are three who are active", async () => {
    const [ana] = await matching.addPeers(...["Ana", "Bea", "Cleo"].map((name) => makePeer(name, { conditions: ["sep"] })));
    expect(await matching.find("sep")).toMatchObject([{ conditionId: "sep", about: "de Ana", isExact: true }, {}, {}]);
    await matching.inTurn((db) => db.query("update peer set paused_at = turn_now() where person_id = $1", [ana]));
    expect((await matching.find("sep")).map(({ conditionId }) => conditionId)).toEqual([null, null]);
  });

  test("stays unnamed on the later pages of another", async () => {
    await matching.addPeers(...three, makePeer("Rare", { conditions: ["infertilite"] }));
    expect((await matching.find("endometriose")).map(({ conditionId }) => conditionId)).toEqual([
      "endometriose",
      "endometriose",
      "endometriose",
      null,
    ]);
  });

  test("still counts those who refused, or whom this patient avoids: who they are is no secret of theirs alone", async () => {
    const [first = ""] = await matching.addPeers(...three);
    await matching.inTurn((db) => excludePeer(db, matching.patientId, first));
    expect(await matching.find("endometriose")).toMatchObject([{ conditionId: "endometriose" }, { conditionId: "endometriose" }]);
  });
});

describe("relatives", () => {
  test("are matched with relatives, and patients with those who lived it", async () => {
    await matching.addPeers(
      ...three,
      ...["Odile", "Paul", "Rose"].map((name) => makePeer(name, { conditions: [], relativeOf: ["endometriose"] })),
    );
    expect(await matching.names("endometriose")).toEqual(["Ana", "Bea", "Cleo"]);
    expect(await matching.names("endometriose", { experience: "relative" })).toEqual(["Odile", "Paul", "Rose"]);
  });

  test("are counted for themselves where few are", async () => {
    await matching.addPeers(...three, makePeer("Odile", { conditions: [], relativeOf: ["endometriose"] }));
    expect(await matching.find("endometriose", { experience: "relative" })).toMatchObject([
      { name: "Odile", conditionId: null, about: null },
    ]);
  });
});
