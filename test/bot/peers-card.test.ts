import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validationErrors } from "../support/card-rules.ts";
import { buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { oneValue, peerPhone, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let camille: CoordinatorInTeams;
beforeAll(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
});
afterAll(() => service.stop());

const change = (name: string, set: string) => service.owner.query(`update peer set ${set} where display_name = $1`, [name]);
const idOf = (name: string) => oneValue<string>(service, "select person_id from peer where display_name = $1", [name]);
/** The list, by its word, as a card. */
async function list() {
  const before = camille.inbox().length;
  await camille.say("pairs");
  await service.drain();
  expect(camille.inbox()).toHaveLength(before + 1);
  const programmeId = await oneValue<string>(service, "select programme_id from peer");
  return (await camille.click("show-peers", { programmeId, page: 0 })).card;
}
/** One peer's card. */
async function open(name: string) {
  const programmeId = await oneValue<string>(service, "select programme_id from peer");
  return (await camille.click("show-peer", { programmeId, peerId: await idOf(name), page: 0 })).card;
}
const sentTo = (name: string) => service.provider.sentTo(peerPhone(name));

describe("PAIRS", () => {
  test("lists the peers a page at a time, with how each stands in words and when the next supervision is needed", async () => {
    await change("Claire", "validated_by = null, validated_on = null, training_minutes = 720, charter_signed_on = null");
    await change("Inès", "last_supervision_on = '2026-07-01'");
    const names = (await rowsOf<{ name: string }>(service, "select display_name as name from peer order by 1, created_at")).map(
      ({ name }) => name,
    );
    const first = await list();
    expect(validationErrors(first as never)).toEqual([]);
    const pages = [first];
    for (let page = first; buttonOf(page, "show-peers", 0) && wordsOf(page).includes("Suivants"); ) {
      const next = (page.actions as { title: string; data: object }[]).find(({ title }) => title === "Suivants");
      page = (await camille.click("show-peers", next?.data as Record<string, unknown>)).card;
      pages.push(page);
    }
    expect(pages).toHaveLength(Math.ceil(names.length / 6));
    const words = pages.map(wordsOf).join("\n");
    for (const name of names) expect(words).toContain(`\n${name}\n`);
    expect(words).toContain("Claire\ncandidature: formation incomplète, charte à signer");
    expect(words).toContain("Inès\npas proposé: supervision à faire\nsupervision à faire depuis le jeu. 29 oct.");
    expect(words).toMatch(/Sonia\nactif: proposé aux personnes\nprochaine supervision avant le /);
    expect(words).not.toMatch(/\+33|endom/i);
    // a page that is no more shows the last one
    const programmeId = await oneValue<string>(service, "select programme_id from peer");
    expect(wordsOf((await camille.click("show-peers", { programmeId, page: 999 })).card)).toBe(wordsOf(pages.at(-1)));
  });
});

describe("a candidate", () => {
  test("is not approved without 21 hours of training and a signed charter, whatever is pressed", async () => {
    await change("Claire", "validated_by = null, validated_on = null, training_minutes = 21 * 60 - 1, charter_signed_on = null");
    const card = await open("Claire");
    expect(wordsOf(card)).toContain("Pas encore possible de valider: formation incomplète, charte à signer.");
    expect(wordsOf(card)).toContain("Formation\n20 h sur 21 h");
    expect(buttonOf(card, "approve-peer")).toBeUndefined();
    const data = buttonOf(card, "show-peers") ?? {};
    const peerId = await idOf("Claire");
    for (const [set, missing] of [
      ["charter_signed_on = '2026-11-01'", "formation incomplète"],
      ["charter_signed_on = null, training_minutes = 21 * 60", "charte à signer"],
    ] as const) {
      await change("Claire", set);
      const refused = await camille.click("approve-peer", { ...data, peerId });
      expect(wordsOf(refused.card)).toContain(`Pas encore possible de valider: ${missing}.`);
    }
    expect(
      await rowsOf(service, "select from peer where display_name = 'Claire' and (validated_by is not null or validated_on is not null)"),
    ).toEqual([]);
    expect(await rowsOf(service, "select from audit where action = 'approve-peer'")).toEqual([]);
  });

  test("is approved by the coordinator who presses, on today's date, once; is told, and offered to patients", async () => {
    await change("Claire", "validated_by = null, validated_on = null, training_minutes = 1260, charter_signed_on = '2026-11-01'");
    expect((await leadPatient(service, "+33639980150", "offers")).join()).not.toContain("Claire");
    const before = sentTo("Claire").length;
    const card = await open("Claire");
    expect(validationErrors(card as never)).toEqual([]);
    const approved = await camille.press(card, "approve-peer");
    expect(wordsOf(approved)).toContain("C'est validé, à votre nom et à la date d'aujourd'hui.");
    expect(wordsOf(approved)).toContain("Validation\nCamille, lun. 23 nov.");
    expect(wordsOf(await camille.press(card, "approve-peer"))).toContain("C'était déjà validé.");
    await service.drain();
    expect(await rowsOf(service, "select validated_by, validated_on::text from peer where display_name = 'Claire'")).toEqual([
      { validated_by: "Camille", validated_on: "2026-11-23" },
    ]);
    expect(await rowsOf(service, "select subject_id from audit where action = 'approve-peer'")).toEqual([
      { subject_id: await idOf("Claire") },
    ]);
    expect(sentTo("Claire").slice(before)).toEqual([
      expect.stringMatching(/^Bienvenue Claire: l'équipe Passerelle a validé votre parcours/),
    ]);
    expect((await leadPatient(service, "+33639980151", "offers")).join()).toContain("Claire");
  });
});

describe("a pause", () => {
  test("without an end, or until a day, takes the peer out of what patients are offered, is told, and is taken back on the card", async () => {
    const before = sentTo("Sonia").length;
    const paused = await camille.press(await open("Sonia"), "pause-peer", { until: "" });
    expect(wordsOf(paused)).toContain("C'est en pause: plus aucune nouvelle demande.");
    expect(wordsOf(paused)).toContain("pas proposé: en pause");
    expect(buttonOf(paused, "pause-peer")).toBeUndefined();
    expect((await leadPatient(service, "+33639980152", "offers")).join()).not.toContain("Sonia");
    await service.drain();
    const resumed = await camille.press(paused, "resume-peer");
    expect(wordsOf(resumed)).toContain("C'est repris: de nouvelles demandes peuvent arriver.");
    // an old copy
    expect(wordsOf(await camille.press(paused, "resume-peer"))).toContain("Ce pair n'était pas en pause.");
    const until = await camille.press(resumed, "pause-peer", { until: "2026-11-25" });
    expect(wordsOf(until)).toContain("pas proposé: en pause jusqu'au mer. 25 nov.");
    await service.drain();
    expect(sentTo("Sonia").slice(before)).toEqual([
      expect.stringContaining("a mis vos nouvelles demandes en pause. Ce qui est prévu reste."),
      expect.stringContaining("a mis fin à votre pause"),
      expect.stringContaining("en pause jusqu'au mer. 25 nov. inclus"),
    ]);
    expect(
      await rowsOf(service, "select action from audit where action like '%-peer' and action <> 'approve-peer' order by at, action"),
    ).toEqual(["pause-peer", "pause-peer", "resume-peer"].map((action) => ({ action })));
    await service.moveClock("2026-11-26T08:01:00+01:00");
    expect(wordsOf(await open("Sonia"))).toContain("actif: proposé aux personnes");
  });

  test("of a day that is past, or that lasts for years, is refused with the reason", async () => {
    const card = await open("Paul");
    expect(wordsOf(await camille.press(card, "pause-peer", { until: "2026-11-01" }))).toContain("Rien n'a été fait: ce jour est passé.");
    expect(wordsOf(await camille.press(card, "pause-peer", { until: "2029-11-01" }))).toContain("une pause dure un an au plus");
    expect(await rowsOf(service, "select from peer where display_name = 'Paul' and paused_at is not null")).toEqual([]);
  });
});

test("a peer is not shown the list: their word is theirs", async () => {
  expect((await service.text(peerPhone("Claire"), "PAIRS")).join()).not.toMatch(/Sonia|Inès/);
});
