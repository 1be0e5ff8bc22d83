import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { validationErrors } from "../support/card-rules.ts";
import { addColleague, buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { findAnywhere, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980101";
const EVA = "+33639980102";

let service: TestService;
let camille: CoordinatorInTeams;

beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
});
afterEach(() => service.stop());

/** Opens the first item and takes it. */
async function takeFirst(chat = camille, nth = 0) {
  return chat.press(await chat.press(await chat.queue(), "show-item", {}, nth), "take-item");
}

/** A request that no peer was found for. */
async function leaveUnmatched(phone: string): Promise<void> {
  await leadPatient(service, phone, "asked");
  await service.owner.query(
    "update appointment set status = 'cancelled', reason_code = 'peer-silent', expires_at = null where status = 'pending'",
  );
  await service.owner.query("update request set state = 'with-coordinator'");
  await service.owner.query(
    "insert into work_item (programme_id, kind, person_id, request_id) select programme_id, 'unmatched', patient_id, request_id from request",
  );
}

describe("the queue", () => {
  test("shows the most urgent first, in sentences, without a number or a condition, to coordinators only", async () => {
    await leaveUnmatched(LOU);
    await service.text(EVA, "HUMAIN");
    await service.text(EVA, "je veux mourir");
    await service.moveClock("2026-11-23T12:10:00+01:00");

    const queue = await camille.queue();
    const words = wordsOf(queue);
    expect(words.split("\n").filter((line) => /qui inquiète|à qui parler|à l'équipe/.test(line))).toEqual([
      "! Quelqu'un a écrit quelque chose qui inquiète",
      "Lou attend quelqu'un à qui parler",
      "Quelqu'un demande à parler à l'équipe",
    ]);
    expect(words).toContain("depuis 2 h - maladie chronique, cancer");
    expect(JSON.stringify(queue)).not.toMatch(/endom|\+33|639980/i);
    expect(validationErrors(queue as never)).toEqual([]);

    const claire = await openPeerChat(service, "DEMO-PAIR");
    const refused = await claire.click("show-queue", buttonOf(queue, "show-queue") ?? {});
    expect(wordsOf(refused.card)).toBe("Cette liste est réservée à la coordination du programme.");
    const alsoRefused = await claire.click("take-item", { ...buttonOf(queue, "show-item"), from: null });
    expect(wordsOf(alsoRefused.card)).toBe("Cette liste est réservée à la coordination du programme.");
    expect(await rowsOf(service, "select from work_item where assigned_to is not null")).toEqual([]);
  });

  test("shows eight and says how many more there are; MENU opens it too, and an empty one says so", async () => {
    expect(wordsOf(await camille.queue())).toContain("Rien n'attend l'équipe en ce moment.");
    await Promise.all(Array.from({ length: 10 }, (_, index) => service.text(`+3363998030${index}`, "HUMAIN")));
    await service.drain();
    await camille.say("menu");
    await expect.poll(() => camille.inbox().at(-1)).toContain("À voir: 10 demandes");
    expect(
      camille
        .inbox()
        .at(-1)
        ?.match(/demande à parler/g),
    ).toHaveLength(8);
    expect(camille.inbox().at(-1)).toContain("et 2 autres");
  });
});

describe("two coordinators", () => {
  test("press at the same moment: one has it, the other sees who, and can do nothing with it but take over", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor"));
    await service.text(LOU, "HUMAIN");
    await service.drain();
    const [forCamille, forNoor] = [
      await camille.press(await camille.queue(), "show-item"),
      await noor.press(await noor.queue(), "show-item"),
    ];

    const both = await Promise.all([camille.press(forCamille, "take-item"), noor.press(forNoor, "take-item")]);
    const [winner, loser] = buttonOf(both[0], "release-item") ? [camille, noor] : [noor, camille];
    const lost = both[winner === camille ? 1 : 0];
    expect(both.filter((card) => buttonOf(card, "release-item"))).toHaveLength(1);
    expect(wordsOf(lost)).toContain(winner === camille ? "Suivi par\nCamille" : "Suivi par\nNoor");
    expect(buttonOf(lost, "text-back")).toBeUndefined();

    // a forged press does nothing either
    const data = buttonOf(lost, "take-item") ?? {};
    await loser.click("text-back", { ...data, body: "bonjour" });
    await loser.click("close-item", data);
    await service.drain();
    expect(await rowsOf(service, "select from work_note")).toEqual([]);
    expect(await oneValue(service, "select closed_at from work_item")).toBeNull();

    const taken = await loser.press(lost, "take-item");
    expect(buttonOf(taken, "text-back")).toBeDefined();
    expect(wordsOf(await winner.press(await winner.queue(), "show-item"))).toContain("Je prends le relais");
  });

  test("an item given back can be taken again; one that is closed shows so, and what came of it", async () => {
    await service.text(LOU, "HUMAIN");
    await service.drain();
    const mine = await takeFirst();
    const back = await camille.press(mine, "release-item");
    expect(wordsOf(back)).toContain("Je m'en occupe");
    const again = await camille.press(back, "take-item");
    const closed = await camille.press(again, "close-item", { outcome: "vue à l'accueil" });
    expect(wordsOf(closed)).toContain("C'est clos.\nvue à l'accueil");
    // an old copy of the card
    expect(wordsOf(await camille.press(again, "close-item", { outcome: "autre" }))).toContain("vue à l'accueil");
    expect(await rowsOf(service, "select action from audit where action like '%work-item' order by at, action")).toEqual([
      { action: "close-work-item" },
      { action: "release-work-item" },
      { action: "take-work-item" },
      { action: "take-work-item" },
    ]);
  });
});

describe("writing back", () => {
  test("reaches the person in the team's name, once however often it is pressed, and the talk goes on", async () => {
    await leadPatient(service, LOU, "offers");
    await service.text(LOU, "HUMAIN");
    await service.drain();
    const mine = await takeFirst();
    const sent = await camille.press(mine, "text-back", { body: " Bonjour, comment pouvons-nous aider?\n" });
    expect(wordsOf(sent)).toContain("C'est envoyé.");
    await camille.press(mine, "text-back", { body: "Bonjour, comment pouvons-nous aider?" });
    await service.drain();
    expect(service.provider.sentTo(LOU)).toEqual(["L'équipe Passerelle: Bonjour, comment pouvons-nous aider?"]);
    // the question that was open still is
    expect((await service.text(LOU, "1")).join()).toContain("Comment parler avec");
    expect(await findAnywhere(service.owner, "comment pouvons-nous aider")).not.toContain("graphile_worker._private_jobs.payload");
  });

  test("is cut into parts that say which they are, none longer than two segments", async () => {
    await service.text(LOU, "HUMAIN");
    await service.drain();
    await camille.press(await takeFirst(), "text-back", { body: "un mot gentil ".repeat(50) });
    await service.drain();
    const parts = service.provider.sentTo(LOU);
    expect(parts.map((part) => part.slice(0, 28))).toEqual([1, 2, 3].map((part) => `L'équipe Passerelle (${part}/3): u`));
    expect(parts.every((part) => part.length <= 306)).toBe(true);
    expect(parts.join(" ").match(/gentil/g)).toHaveLength(50);
  });

  test("names no illness, needs words, and writes to nobody who wrote STOP", async () => {
    await service.text(LOU, "HUMAIN");
    await service.drain();
    const mine = await takeFirst();
    const refused = await camille.press(mine, "text-back", { body: "Un mot sur votre endométriose" });
    expect(wordsOf(refused)).toContain("Pas envoyé: le message nomme une maladie");
    expect(wordsOf(refused)).toContain("Un mot sur votre endométriose");
    expect(wordsOf(await camille.press(mine, "text-back", { body: "   " }))).toContain("Rien n'a été fait");
    await service.text(LOU, "STOP");
    expect(wordsOf(await camille.press(mine, "text-back", { body: "bonjour" }))).toContain("Rien ne peut être écrit ici");
    await service.drain();
    expect(service.provider.sentTo(LOU)).toEqual([]);
  });
});

describe("calling back", () => {
  test("shows no number, and promises no call, where the programme does not allow it", async () => {
    await service.text(LOU, "HUMAIN");
    await service.drain();
    const mine = await takeFirst();
    expect(wordsOf(mine)).toContain("Dans ce programme les numéros ne s'affichent pas");
    const data = buttonOf(mine, "text-back") ?? {};
    await camille.click("call-back", data);
    await service.drain();
    expect(service.provider.sentTo(LOU)).toEqual([]);
    expect(camille.inbox().join()).not.toContain(LOU);
  });

  test("sends the number apart, stores it nowhere, records it, and tells the person once", async () => {
    await service.owner.query(`update programme set settings = '{"coordinatorsMaySeeNumbers": true}'`);
    await service.text(LOU, "HUMAIN");
    await service.drain();
    const mine = await takeFirst();
    const called = await camille.press(mine, "call-back");
    await camille.press(mine, "call-back");
    await service.drain();
    expect(wordsOf(called)).toContain("L'appel est annoncé.");
    expect(camille.inbox().filter((words) => words.includes(LOU))).toHaveLength(1);
    expect(service.provider.sentTo(LOU)).toEqual([expect.stringContaining("L'équipe Passerelle va vous appeler.")]);
    expect(await findAnywhere(service.owner, LOU)).toEqual([]);
    expect(await findAnywhere(service.owner, LOU.slice(4))).toEqual([]);
    expect(await rowsOf(service, "select subject_id from audit where action = 'reveal-number'")).toEqual([
      { subject_id: await personOf(service, LOU) },
    ]);
    expect(service.logged()).not.toContain(LOU.slice(4));
  });

  test("a number for somebody who is no coordinator never leaves", async () => {
    await service.owner.query(`update programme set settings = '{"coordinatorsMaySeeNumbers": true}'`);
    await service.text(LOU, "bonjour");
    await service.owner.query("update delivery set state = 'queued'");
    const claire = await personOf(service, peerPhone("Claire"));
    const { rows } = await service.owner.query(
      `insert into delivery (programme_id, person_id, class, body, state, reveals_person_id)
       select programme_id, $1, 'reply', 'numéro {number}', 'queued', person_id from channel_address where person_id = $2 returning delivery_id, programme_id`,
      [claire, await personOf(service, LOU)],
    );
    await service.owner.query("select set_config('passerelle.programme', $1, false), enqueue('send-delivery', $2::uuid)", [
      rows[0].programme_id,
      rows[0].delivery_id,
    ]);
    await service.drain();
    expect(await rowsOf(service, "select state, reason from delivery where person_id = $1", [claire])).toEqual([
      { state: "skipped", reason: "number-not-shown" },
    ]);
  });
});

describe("proposing a peer", () => {
  test("asks the person about just that one, closes the item, and leads to that peer's times", async () => {
    await leaveUnmatched(LOU);
    const mine = await takeFirst();
    expect(wordsOf(mine)).toContain("Sonia");
    const sonia = await oneValue<string>(service, "select person_id from peer where display_name = 'Sonia'");
    expect(wordsOf(await camille.press(mine, "assign-peer"))).toContain("Rien n'a été fait");
    const proposed = await camille.press(mine, "assign-peer", { peerId: sonia });
    expect(wordsOf(proposed)).toContain("La proposition part maintenant, ou à la fin des heures calmes.");
    await service.drain();
    expect(service.provider.sentTo(LOU).at(-1)?.replaceAll("\n", " ")).toMatch(
      /^L'équipe vous propose Sonia\. 1 voir ses moments libres 2 non merci/,
    );
    expect((await service.text(LOU, "1")).join()).toContain("Comment parler avec Sonia");
    await service.text(LOU, "1");
    await service.text(LOU, "1");
    expect(await oneValue(service, "select peer_id from appointment where status = 'pending'")).toBe(sonia);
    expect(await rowsOf(service, "select from work_item where closed_at is null")).toEqual([]);
  });

  test("is no more than a proposal: who says no is back in the queue", async () => {
    await leaveUnmatched(LOU);
    const sonia = await oneValue<string>(service, "select person_id from peer where display_name = 'Sonia'");
    await camille.press(await takeFirst(), "assign-peer", { peerId: sonia });
    await service.drain();
    expect((await service.text(LOU, "non merci")).join()).toContain("l'équipe cherche encore");
    expect(await rowsOf(service, "select kind from work_item where closed_at is null")).toEqual([{ kind: "unmatched" }]);
  });

  test("takes nobody who does not fit, such as one who pauses meanwhile", async () => {
    await leaveUnmatched(LOU);
    const mine = await takeFirst();
    const sonia = await oneValue<string>(service, "select person_id from peer where display_name = 'Sonia'");
    await service.owner.query("update peer set paused_at = service_now() where person_id = $1", [sonia]);
    expect(wordsOf(await camille.press(mine, "assign-peer", { peerId: sonia }))).toContain("Aucun pair disponible ne correspond");
  });
});

test("proposing a peer takes back what another one is asked for the same request, and the request is looked after again", async () => {
  await leadPatient(service, LOU, "asked");
  await service.drain();
  const other = await oneValue<string>(
    service,
    "select display_name from peer join appointment on peer_id = person_id where status = 'pending'",
  );
  await service.owner.query(
    "insert into work_item (programme_id, kind, person_id, request_id) select programme_id, 'unmatched', patient_id, request_id from request",
  );
  // nothing else looks after it, as of one that was with a coordinator
  await service.owner.query("select graphile_worker.remove_job('promise ' || request_id) from request");
  const mine = await takeFirst();
  const chosen = await oneValue<string>(service, "select person_id from peer where display_name = $1", [
    other === "Sonia" ? "Claire" : "Sonia",
  ]);
  await camille.press(mine, "assign-peer", { peerId: chosen });
  await service.drain();
  expect(await rowsOf(service, "select status, reason_code from appointment")).toEqual([
    { status: "cancelled", reason_code: "coordinator" },
  ]);
  expect(await rowsOf(service, "select state from request")).toEqual([{ state: "open" }]);
  // nobody answers
  await service.moveClock("2026-11-25T12:02:00+01:00");
  expect(await rowsOf(service, "select state from request")).toEqual([{ state: "with-coordinator" }]);
  expect(await rowsOf(service, "select kind from work_item where closed_at is null")).toEqual([{ kind: "unmatched" }]);
});
