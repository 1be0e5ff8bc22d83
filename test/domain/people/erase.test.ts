import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../../bot/demo-codes.ts";
import { addressKey } from "../../../domain/people/address-key.ts";
import { leadPatient } from "../../support/patient.ts";
import { openPeerChat } from "../../support/peer-in-teams.ts";
import { findAnywhere, oneValue, openAppPool, peerPhone, personOf, rowsOf, writeTo } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

/** A first name that nothing else in the database holds. */
const ALIAS = "Zéphyrine";

let service: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const say = async (from: string, text: string) => (await service.text(from, text)).join(" ");
const later = async (minutes: number) => {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + minutes * 60_000).toISOString());
};

/** Everything about a patient that could name them: their own words, their number's key, and the number as it was sealed. */
async function identifying(phone: string): Promise<string[]> {
  const sealed = await oneValue<string>(service, "select sealed from channel_address where address_key = $1", [
    addressKey(service.config.keys.addressKey, phone),
  ]);
  return [ALIAS, phone, phone.slice(1), sealed, addressKey(service.config.keys.addressKey, phone)];
}

test.each(["by SMS", "in Teams"])(
  "nothing that identifies a patient is left, and their peer %s learns only that it is cancelled",
  async (where) => {
    const phone = where === "by SMS" ? "+33639982001" : "+33639982002";
    const inTeams = where === "in Teams" ? await openPeerChat(service, DEMO_PEER_CODE) : undefined;
    await leadPatient(service, phone, "asked", { alias: ALIAS });
    await service.drain();
    const personId = await personOf(service, phone);
    const peerId = await oneValue<string>(service, "select peer_id from appointment where patient_id = $1", [personId]);
    expect(await findAnywhere(service.owner, ALIAS)).not.toEqual([]);
    await later(2);
    await say(phone, "NUMERO");
    await say(phone, "06 39 98 20 99");
    await say(phone, "MES DONNEES");
    await say(phone, "1");
    await say(phone, "HUMAIN");
    await later(2);
    await say(phone, "STOP RAPPELS");
    const waiting = await writeTo(service, pool, phone, { body: `bonjour ${ALIAS}`, class: "notice", appointmentId: undefined });
    const traces = await identifying(phone);

    expect(await say(phone, "SUPPRIMER")).toMatch(/effacé et vos rendez-vous annulés.*OUI ou NON/);
    const last = await say(phone, "OUI");
    expect(last).toMatch(/tout est effacé/);
    await later(5);

    // by keyed hash only: what was agreed, what was stopped, and for two days how often that number wrote
    for (const trace of traces) {
      const places = await findAnywhere(service.owner, trace);
      const kept =
        trace.length === 64 ? ["public.consent_proof.address_key", "public.opt_out.address_key", "public.rate_window.subject"] : [];
      expect(places, trace.slice(0, 12)).toEqual(kept);
    }
    expect(waiting).toBeTruthy();
    expect(await rowsOf(service, "select status, reason_code from appointment where patient_id = $1", [personId])).toEqual([
      { status: "cancelled", reason_code: "erased" },
    ]);
    expect(await rowsOf(service, "select alias, erased_at is not null as erased from person where person_id = $1", [personId])).toEqual([
      { alias: null, erased: true },
    ]);
    for (const table of ["conversation", "consent", "channel_address", "export_link", "number_change"]) {
      expect(await rowsOf(service, `select from ${table} where person_id = $1`, [personId]), table).toEqual([]);
    }
    // of what they were answered only the last is kept, for the same message again
    const kept =
      "select answer -> 'messages' as said from turn_answer where answer ->> 'personId' = $1::text and answer -> 'messages' <> '[]'";
    expect(await rowsOf(service, kept, [personId])).toEqual([{ said: [last] }]);
    expect(await rowsOf(service, "select body from delivery where person_id = $1 and body <> ''", [personId])).toEqual([{ body: last }]);
    expect(await rowsOf(service, "select from work_item where person_id = $1 and closed_at is null", [personId])).toEqual([]);
    // nothing is tried for somebody who is gone
    expect(await rowsOf(service, "select from delivery where person_id = $1 and state in ('queued', 'sending')", [personId])).toEqual([]);
    if (inTeams) {
      const shown = service.teams.activities.filter(({ conversationId }) => conversationId === inTeams.conversationId);
      const cards = shown.map(({ activity }) => JSON.stringify(activity)).filter((card) => card.includes("Prénom donné"));
      // the card named them, and what stands in its place now does not
      expect(cards.at(0)).toContain(ALIAS);
      expect(cards.at(-1)).toContain("Ce rendez-vous est annulé. Vous n'avez rien à faire.");
      expect(cards.at(-1)).not.toContain(ALIAS);
      expect(shown.at(-1)?.method).toBe("PUT");
    } else {
      const name = await oneValue<string>(service, "select display_name from peer where person_id = $1", [peerId]);
      const told = service.provider.sentTo(peerPhone(name)).at(-1) ?? "";
      expect(told).toMatch(/annul/);
      expect(told).not.toContain(ALIAS);
    }

    // the number is a new person's, and so is a STOP for reminders that was kept by its key
    expect(await say(phone, "RDV")).not.toMatch(/nov/);
    expect(await personOf(service, phone)).not.toBe(personId);
  },
);

test("the same OUI again gets the same answer and erases nobody else", async () => {
  const phone = "+33639982003";
  await leadPatient(service, phone, "offers");
  await say(phone, "DELETE MY DATA");
  const sid = `SM${"c".repeat(32)}`;
  const first = await service.text(phone, "oui", { MessageSid: sid });
  const erased = await oneValue(service, "select count(*)::integer from person where erased_at is not null");
  expect(await service.text(phone, "oui", { MessageSid: sid })).toEqual(first);
  expect(await oneValue(service, "select count(*)::integer from person where erased_at is not null")).toBe(erased);
  expect(
    await rowsOf(service, "select from channel_address where address_key = $1", [addressKey(service.config.keys.addressKey, phone)]),
  ).toEqual([]);
});

test("no erases nothing", async () => {
  const phone = "+33639982004";
  await leadPatient(service, phone, "offers");
  await say(phone, "SUPPRIMER");
  expect(await say(phone, "non")).toMatch(/Rien n'est effacé/);
  expect(await oneValue(service, "select erased_at from person where person_id = $1", [await personOf(service, phone)])).toBeNull();
});

test("a peer is erased by the team, who hear of it", async () => {
  const phone = peerPhone("Sonia");
  expect(await say(phone, "SUPPRIMER")).toMatch(/l'équipe efface/);
  const personId = await personOf(service, phone);
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [personId])).toEqual([{ kind: "asked-for-human" }]);
  expect(await oneValue(service, "select erased_at from person where person_id = $1", [personId])).toBeNull();
});

test("proof of consent and the stop of messages are kept by keyed hash alone", async () => {
  const rows = await rowsOf<Record<string, unknown>>(service, "select address_key, text_version from consent_proof");
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toEqual({ address_key: expect.stringMatching(/^[0-9a-f]{64}$/), text_version: expect.any(String) });
});

test("an alias that begins or ends with a sign goes from what others were sent", async () => {
  const phone = "+33639982006";
  await leadPatient(service, phone, "asked", { alias: "Lou D." });
  const personId = await personOf(service, phone);
  // written to a peer, and not about the appointment: found by the name alone
  await service.owner.query("update person set alias = '(Oph.)' where person_id = $1", [personId]);
  const peer = await oneValue<string>(
    service,
    "select display_name from peer join appointment on peer_id = peer.person_id where patient_id = $1",
    [personId],
  );
  await writeTo(service, pool, peerPhone(peer), { body: "un mot de (Oph.) pour vous, (Oph.)", class: "notice" });
  await say(phone, "SUPPRIMER");
  await say(phone, "OUI");
  // the question of the peer is dropped in a turn of theirs
  await service.drain();
  expect(await findAnywhere(service.owner, "Oph.")).toEqual([]);
});
