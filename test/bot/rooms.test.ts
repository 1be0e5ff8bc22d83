import { DateTime } from "luxon";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { holdSlot } from "../../domain/booking/hold-slot.ts";
import { inProgramme } from "../../domain/db.ts";
import { segmentCount } from "../../domain/deliveries/segments.ts";
import { addPlace, closePlace } from "../../domain/programmes/place.ts";
import { lastAppointment } from "../support/asked.ts";
import { askFor, clockTo, meet } from "../support/meetings.ts";
import { leadPatient } from "../support/patient.ts";
import { atOnce, inDemo, oneValue, openAppPool, peerPhone, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980311";
const SAM = "+33639980312";
const SONIA = { peer: "Sonia", way: /sur place/ };
const LONG = {
  name: "Maison des usagers et des associations",
  address: "112 boulevard Haut, Aix",
  mapUrl: `https://osm.org/go/${"x".repeat(30)}`,
  signFr: "une écharpe verte et un livre à côté",
  signEn: "a green scarf and a book beside it",
};

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const roomOf = (id: string) =>
  oneValue<string | null>(service, "select name from appointment a left join place using (place_id) where appointment_id = $1", [id]);
const closeRooms = (where = "true") => service.owner.query(`update place set closed_at = service_now() where ${where}`);

describe("with rooms listed", () => {
  test("one is held with the time, and said to both: when it is agreed and two hours before", async () => {
    await closeRooms();
    await inDemo(service, (db) => addPlace(db, LONG));
    const booked = await meet(service, LOU, SONIA);
    expect(await roomOf(booked.id)).toBe(LONG.name);
    await clockTo(service, booked.starts_at, 5);
    const told = [...service.provider.sentTo(LOU), booked.peerTold, ...service.provider.sentTo(peerPhone("Sonia"))];
    const withRoom = told.filter((said) => said.includes("112 boulevard Haut, Aix"));
    // confirmed, two days before if that is ahead, two hours before; the peer twice
    expect(withRoom.length).toBeGreaterThanOrEqual(4);
    for (const said of withRoom) {
      expect(said).toContain("une écharpe verte et un livre");
      expect(said).toContain(LONG.mapUrl);
    }
    expect(service.provider.messages.filter(({ body }) => segmentCount(body) > 2)).toEqual([]);
  });

  test("a time at which all are taken is not offered", async () => {
    await closeRooms("name <> 'Maison des usagers'");
    const first = await askFor(service, LOU, SONIA);
    // Thomas, and everybody else, can meet nobody where somebody else is
    await service.owner.query(
      "update availability set starts_at = '09:00', ends_at = '12:00', weekday = 2 where peer_id = (select person_id from peer where display_name = 'Thomas')",
    );
    await service.owner.query("update peer set modalities = '{in-person}' where display_name = 'Thomas'");
    const times = (await leadPatient(service, SAM, "modality", { wish: "je suis schizophrène", offer: "Thomas" })).join(" ");
    const taken = first.starts_at.toLocaleTimeString("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });
    expect(times).toContain("Quand?");
    expect(times).not.toContain(`mar. 24 nov. ${taken}`);
  });

  test.each([1, 2])("of six who want to meet at once, as many get a room as there are: %i", async (rooms) => {
    if (rooms === 1) await closeRooms("name <> 'Maison des usagers'");
    const asked = await askFor(service, LOU, { peer: "Claire", way: /au téléphone/ });
    const peers = await rowsOf<{ id: string }>(
      service,
      "select person_id as id from peer where display_name <> 'Claire' order by display_name limit 6",
    );
    const patients = await rowsOf<{ id: string }>(
      service,
      `with people as (insert into person (programme_id, locale, zone) select $1, 'fr', 'Europe/Paris' from generate_series(1, 6) returning person_id),
         made as (insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) select $1, person_id, service_now(), false from people)
       select person_id as id from people`,
      [asked.programme_id],
    );
    const pool = openAppPool(service, 6);
    const startsAt = DateTime.fromISO("2026-11-27T10:00", { zone: "Europe/Paris" });
    const held = await atOnce(6, (index) =>
      inProgramme(pool, asked.programme_id, (db) =>
        holdSlot(db, {
          requestId: asked.request_id,
          patientId: patients[index]!.id,
          peerId: peers[index]!.id,
          modality: "in-person",
          startsAt,
          talkMinutes: 45,
          bufferMinutes: 15,
          expiresAt: startsAt.minus({ hours: 12 }),
        }),
      ),
    );
    await pool.end();
    expect(held.filter((one) => one !== "taken")).toHaveLength(rooms);
    const used = await rowsOf<{ place_id: string }>(
      service,
      "select place_id from appointment where modality = 'in-person' and status = 'proposed'",
    );
    expect(new Set(used.map(({ place_id }) => place_id)).size).toBe(rooms);
    // the database itself lets no second pair in
    await expect(
      service.owner.query(
        `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, expires_at, place_id)
         select programme_id, request_id, $1, $2, modality, during, blocks, local_start, zone, status, expires_at, place_id from appointment where place_id is not null limit 1`,
        [asked.patient_id, asked.peer_id],
      ),
    ).rejects.toMatchObject({ code: "23P01", constraint: "appointment_place_free" });
  });
});

test("with no room open in person is no way to meet, and who can meet only so is not offered", async () => {
  await closeRooms();
  await service.owner.query("update peer set modalities = '{in-person}' where display_name = 'Inès'");
  const offers = (await leadPatient(service, LOU, "offers")).join(" ");
  expect(offers).toContain("Sonia");
  expect(offers).not.toContain("Inès");
  // one way is left, and so none is asked for
  expect((await service.text(LOU, "Sonia")).join(" ")).toContain("Quand?");
});

describe("a room that closes", () => {
  test("is left for another that is free, and both are told", async () => {
    const booked = await meet(service, LOU, SONIA);
    const [before, version] = [await roomOf(booked.id), booked.version];
    await inDemo(service, (db) => closePlace(db, before ?? ""));
    await service.drain();
    const after = await roomOf(booked.id);
    expect(after).not.toBe(before);
    expect(await lastAppointment(service, LOU)).toMatchObject({ status: "booked", version: version + 1 });
    for (const phone of [LOU, peerPhone("Sonia")]) {
      const told = service.provider.sentTo(phone).at(-1);
      expect(told).toMatch(/^Votre rendez-vous .* a lieu/);
      expect(told).toContain(after ?? "none");
    }
    await clockTo(service, booked.starts_at, 5);
    const reminders = service.provider.sentTo(LOU).filter((said) => said.startsWith("C'est bient"));
    expect(reminders).toHaveLength(1);
    expect(reminders[0]).toContain(after ?? "none");
  });

  test("stays while no other is free then, and says when it is needed", async () => {
    const booked = await meet(service, LOU, SONIA);
    const name = (await roomOf(booked.id)) ?? "";
    await closeRooms(`name <> '${name}'`);
    await expect(inDemo(service, (db) => closePlace(db, name))).rejects.toThrow(/2026-11-24 09:00.*List another room first/);
    expect(await roomOf(booked.id)).toBe(name);
    expect(await oneValue(service, "select count(*)::integer from place where closed_at is null")).toBe(1);
  });
});

test("who has no room after all waits for one in the coordinators' queue, and hears of it once one is listed", async () => {
  const asked = await askFor(service, LOU, SONIA);
  await service.owner.query("update appointment set place_id = null where appointment_id = $1", [asked.id]);
  await closeRooms();
  const told = (await service.text(peerPhone("Sonia"), "1")).join(" ");
  await service.drain();
  expect(told).toContain("Le lieu suit");
  expect(service.provider.sentTo(LOU).at(-1)).toContain("Le lieu suit");
  const open = () => rowsOf(service, "select kind from work_item where closed_at is null");
  expect(await open()).toEqual([{ kind: "no-meeting" }]);
  await inDemo(service, (db) => addPlace(db, LONG));
  await service.drain();
  expect(await open()).toEqual([]);
  for (const phone of [LOU, peerPhone("Sonia")]) expect(service.provider.sentTo(phone).at(-1)).toContain("112 boulevard Haut");
});
