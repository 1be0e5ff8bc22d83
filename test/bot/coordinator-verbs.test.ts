import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CardActionCommand } from "../../cards/actions.ts";
import { cardAction } from "../../cards/actions.ts";
import { campaignActions } from "../../cards/campaign-actions.ts";
import { formActions } from "../../cards/form-card.ts";
import { peerActions, requestActions } from "../../cards/request-actions.ts";
import { weekActions } from "../../cards/week-form.ts";
import { inProgramme } from "../../domain/db.ts";
import { addCoordinator } from "../../domain/peers/add-peer.ts";
import { invite } from "../../domain/people/invitation.ts";
import { addColleague, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { addProgramme, oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

type Verb = CardActionCommand["verb"];
type Json = Record<string, unknown>;
const LOU = "+33639980101";
const REFUSED = "Cette liste est réservée à la coordination du programme.";
const UNKNOWN = "Cette demande n'existe plus.";

let service: TestService;
let pool: pg.Pool;
let programmeId: string;
let elsewhere: string;
let peerId: string;
let lou: string;
const chats = {} as Record<"peer" | "other" | "coordinator", PeerInTeams>;

beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service, 2);
  programmeId = await oneValue(service, "select programme_id from programme");
  elsewhere = await addProgramme(pool, "elsewhere", "+33199000009");
  const code = await inProgramme(pool, elsewhere, async (db) =>
    invite(db, service.config.keys.addressKey, await addCoordinator(db, { displayName: "Alix", locale: "fr", zone: "Europe/Paris" })),
  );
  chats.peer = await openPeerChat(service, "DEMO-PAIR");
  chats.other = await openPeerChat(service, code);
  chats.coordinator = await openCoordinatorChat(service, await addColleague(service, "Noor"));
  await service.text(LOU, "HUMAIN");
  await service.drain();
  lou = await personOf(service, LOU);
  peerId = await oneValue(service, "select person_id from peer where display_name = 'Sonia'");
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

/** An item of Lou's of the kind that the verb is for, fresh, which the coordinator has (but for what takes it). */
async function freshItem(kind: string, taken: boolean): Promise<string> {
  await service.owner.query("update work_item set closed_at = service_now() where closed_at is null");
  await service.owner.query("update takeover set ended_at = service_now(), end_reason = 'handed-back' where ended_at is null");
  await service.owner.query("update person set frozen_at = null");
  const [{ id } = { id: "" }] = await rowsOf<{ id: string }>(
    service,
    `insert into work_item (programme_id, kind, person_id, assigned_to)
     values ($1, $2, $3, case when $4 then (select person_id from coordinator where display_name = 'Noor') end) returning work_item_id as id`,
    [programmeId, kind, lou, taken],
  );
  return id;
}

/** What each coordinator's verb is posted with, for which kind of item, and what is on record when a coordinator has posted it: null where it only shows. */
const table: [Verb, { data?: Json; kind?: string; untaken?: true; audit: string | null }][] = [
  ["show-queue", { audit: null }],
  ["show-item", { kind: "asked-for-human", audit: null }],
  ["take-item", { kind: "asked-for-human", untaken: true, data: { from: null }, audit: "take-work-item" }],
  ["acknowledge-page", { kind: "safety", untaken: true, data: { from: null }, audit: "acknowledge-page" }],
  ["release-item", { kind: "asked-for-human", audit: "release-work-item" }],
  ["close-item", { kind: "asked-for-human", data: { outcome: "vu" }, audit: "close-work-item" }],
  ["text-back", { kind: "asked-for-human", data: { body: "Un mot de l'équipe" }, audit: "text-back" }],
  ["take-over", { kind: "asked-for-human", audit: "take-over" }],
  ["hand-back", { kind: "asked-for-human", audit: "hand-back" }],
  ["call-back", { kind: "asked-for-human", audit: "reveal-number" }],
  ["assign-peer", { kind: "unmatched", audit: "propose-peer" }],
  ["correct-attendance", { kind: "no-show", data: { attendance: "fulfilled" }, audit: "correct-attendance" }],
  ["approve-number", { kind: "number-change", data: { confirmed: true }, audit: "approve-number-change" }],
  ["open-data", { kind: "data-by-post", audit: "make-export" }],
  ["freeze-person", { kind: "asked-for-human", data: { confirmed: true }, audit: "freeze" }],
  ["unfreeze-person", { kind: "frozen", audit: "unfreeze" }],
  ["show-peers", { audit: null }],
  ["show-questionnaires", { data: { page: 0 }, audit: null }],
  ["show-peer", { audit: null }],
  ["approve-peer", { audit: "approve-peer" }],
  ["pause-peer", { data: { until: "" }, audit: "pause-peer" }],
  ["resume-peer", { audit: "resume-peer" }],
];

/** What is shown is not about anybody. */
const ABOUT_NOBODY: Verb[] = ["show-queue", "show-questionnaires"];

/** What has to be so for a verb to do anything. */
const before: Partial<Record<Verb, (itemId: string) => Promise<unknown>>> = {
  "call-back": () => service.owner.query(`update programme set settings = '{"coordinatorsMaySeeNumbers": true}'`),
  "hand-back": (workItemId) => chats.coordinator.click("take-over", { programmeId, workItemId }),
  "unfreeze-person": () =>
    service.owner.query(
      "update person set frozen_at = service_now() where person_id in (select person_id from work_item where closed_at is null)",
    ),
  "assign-peer": () =>
    service.owner.query(
      `with who as (select programme_id, person_id from work_item where closed_at is null), patient as (
         insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) select programme_id, person_id, service_now(), false from who on conflict do nothing
       ), asked as (
         insert into request (programme_id, patient_id, condition_id, state) select programme_id, person_id, 'endometriose', 'with-coordinator' from who on conflict do nothing returning request_id
       ) update work_item set request_id = (select request_id from asked) where closed_at is null`,
    ),
  "correct-attendance": () =>
    service.owner.query(
      `with who as (select programme_id, person_id from work_item where closed_at is null), asked as (
         insert into request (programme_id, patient_id, condition_id, state) select programme_id, person_id, 'endometriose', 'closed' from who returning programme_id, request_id, patient_id
       ), missed as (
         insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status)
         select programme_id, request_id, patient_id, $1, 'phone', r, r, service_now()::timestamp, 'Europe/Paris', 'noshow'
         from asked, tstzrange(service_now() - interval '2 hours', service_now() - interval '1 hour') as r returning appointment_id
       ) update work_item set appointment_id = (select appointment_id from missed) where closed_at is null`,
      [peerId],
    ),
  "approve-number": () =>
    service.owner.query(
      `insert into number_change (programme_id, person_id, address_key, sealed, reference, expires_at)
       select programme_id, person_id, 'key', 'k1.sealed', '12345678', service_now() + interval '1 hour' from work_item where closed_at is null on conflict do nothing`,
    ),
  "approve-peer": () => service.owner.query("update peer set validated_by = null, validated_on = null where person_id = $1", [peerId]),
  "resume-peer": () => service.owner.query("update peer set paused_at = service_now() where person_id = $1", [peerId]),
  "pause-peer": () => service.owner.query("update peer set paused_at = null where person_id = $1", [peerId]),
};

test("the table has every verb that is neither a peer's own, nor of one's own form, nor a campaign's, which campaigns.test.ts has", () => {
  const others = [...requestActions, ...peerActions, ...weekActions, ...formActions, ...campaignActions].flatMap(
    ({ shape }) => [...shape.verb.values] as string[],
  );
  const all = cardAction.options.flatMap(({ shape }) => [...shape.verb.values] as string[]);
  expect(all.filter((verb) => !others.includes(verb) && verb !== "answer").sort()).toEqual(table.map(([verb]) => verb as string).sort());
});

test.each(table)(
  "%s: a peer and another programme's coordinator are refused and change nothing; the coordinator may, on record",
  async (verb, row) => {
    const workItemId = row.kind ? await freshItem(row.kind, !row.untaken) : undefined;
    await before[verb]?.(workItemId ?? "");
    await service.drain();
    const about = { ...(workItemId ? { workItemId } : ABOUT_NOBODY.includes(verb) ? {} : { peerId, page: 0 }), ...row.data };
    const data = { programmeId, ...about, ...(verb === "assign-peer" && { peerId }) };
    const state = async () =>
      JSON.stringify(
        await rowsOf(
          service,
          `select (select jsonb_agg(to_jsonb(w) order by work_item_id) from work_item w) as items, (select count(*)::integer from audit) as audit,
           (select jsonb_agg(to_jsonb(p) - 'last_matched_at' order by person_id) from peer p) as peers, (select count(*)::integer from work_note) as notes,
           (select jsonb_agg(to_jsonb(t) order by takeover_id) from takeover t) as talks, (select jsonb_agg(status order by appointment_id) from appointment) as talked,
           (select count(*)::integer from person where frozen_at is not null) as frozen, (select count(*)::integer from export_link) as links,
           (select count(*)::integer from delivery) as deliveries`,
        ),
      );
    const untouched = await state();
    // a peer of the programme
    expect(wordsOf((await chats.peer.click(verb, data)).card)).toBe(REFUSED);
    // of another programme: by that programme's own card, and by this one's
    expect([UNKNOWN, REFUSED]).toContain(wordsOf((await chats.other.click(verb, data)).card));
    const byOwn = wordsOf((await chats.other.click(verb, { ...data, programmeId: elsewhere })).card);
    if (workItemId || "peerId" in about)
      expect([REFUSED, "Ce pair n'est plus dans le programme."]).toContain(verb === "show-peers" ? REFUSED : byOwn);
    expect(byOwn).not.toMatch(/Sonia|Claire|Noor/);
    // nobody's account at all
    expect(wordsOf((await (await openPeerChat(service)).click(verb, data)).card)).toBe(UNKNOWN);
    await service.drain();
    expect(await state()).toBe(untouched);

    const { status, card } = await chats.coordinator.click(verb, data);
    expect(status).toBe(200);
    expect([REFUSED, UNKNOWN]).not.toContain(wordsOf(card));
    const [last] = await rowsOf<{ action: string; name: string; programme: string }>(
      service,
      `select action, display_name as name, audit.programme_id as programme from audit join coordinator on person_id = actor_id
     where action = $1 order by audit.at desc limit 1`,
      [row.audit],
    );
    expect(last).toEqual(row.audit ? { action: row.audit, name: "Noor", programme: programmeId } : undefined);
    // what only shows leaves no trace, what does something leaves one
    if (!row.audit) expect(await state()).toBe(untouched);
    await service.drain();
  },
);
