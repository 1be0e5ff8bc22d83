import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { collectData } from "../../domain/privacy/collect-data.ts";
import { addColleague, buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { findAnywhere, inDemo, oneValue, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall } from "../support/voice.ts";

const LOU = "+33639980101";
const EVA = "+33639980102";
const TOLD = /^Une personne de l'équipe Passerelle vous écrit maintenant\. Répondez ici/;
const DONE = /^La personne de l'équipe Passerelle a fini de vous écrire\. C'est de nouveau moi, le robot/;

let service: TestService;
let camille: CoordinatorInTeams;
beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
});
afterEach(() => service.stop());

/** The item about somebody, taken by a coordinator. */
async function takeItem(phone: string, chat = camille) {
  const id = await oneValue<string>(
    service,
    "select work_item_id from work_item where person_id = $1 and closed_at is null order by opened_at",
    [await personOf(service, phone)],
  );
  const programmeId = await oneValue<string>(service, "select programme_id from work_item");
  const { card } = await chat.click("show-item", { workItemId: id, programmeId });
  if (buttonOf(card, "release-item")) return card;
  return chat.press(card, buttonOf(card, "acknowledge-page") ? "acknowledge-page" : "take-item");
}

/** Somebody has asked for the team, and a coordinator writes to them. */
async function takeOver(phone = LOU, chat = camille) {
  await service.text(phone, "HUMAIN");
  await service.drain();
  const card = await chat.press(await takeItem(phone, chat), "take-over");
  await service.drain();
  return card;
}

/** What came to the coordinator, or went to a phone, since then. */
const newTo = (phone: string) => {
  const before = service.provider.sentTo(phone).length;
  return () => service.provider.sentTo(phone).slice(before);
};
const newFor = (chat: CoordinatorInTeams) => {
  const before = chat.inbox().length;
  return () => chat.inbox().slice(before);
};
async function types(words: string, chat = camille): Promise<void> {
  await chat.say(words);
  await service.drain();
}

describe("while a coordinator writes with a person", () => {
  test("what each writes reaches the other, in order, without number or name; the robot keeps out of it", async () => {
    await leadPatient(service, LOU, "asked");
    await service.drain();
    const toLou = newTo(LOU);
    const card = await takeOver();
    expect(wordsOf(card)).toContain("Vous écrivez avec Lou, à la place du robot.");
    expect(toLou()).toEqual([expect.stringMatching(TOLD)]);
    const inbox = newFor(camille);
    expect(await service.text(LOU, "Je ne sais pas par où commencer")).toEqual([]);
    expect(await service.text(LOU, "Vous êtes là?")).toEqual([]);
    await service.drain();
    expect(inbox()).toEqual(["Lou: Je ne sais pas par où commencer", "Lou: Vous êtes là?"]);
    for (const words of ["oui", "oui", "prenez votre temps"]) await camille.say(words);
    await service.drain();
    expect(toLou().slice(1)).toEqual(["oui", "oui", "prenez votre temps"].map((words) => `L'équipe Passerelle: ${words}`));
    await camille.press(card, "text-back", { body: "Et par la carte aussi" });
    await service.drain();
    expect(toLou().at(-1)).toBe("L'équipe Passerelle: Et par la carte aussi");
    expect(toLou().join()).not.toContain("Camille");
    expect(camille.inbox().join()).not.toMatch(/639980101|\+33/);
    expect(service.logged()).not.toMatch(/par où commencer|prenez votre temps|639980101/);
    expect(await findAnywhere(service.owner, "par où commencer")).toEqual(["public.delivery.body"]);
    expect(await rowsOf(service, "select action, subject_id from audit where action in ('take-over', 'hand-back')")).toEqual([
      { action: "take-over", subject_id: await personOf(service, LOU) },
    ]);
  });

  test("danger is answered first, the rota is paged, and the coordinator reads it too", async () => {
    await takeOver();
    const inbox = newFor(camille);
    expect((await service.text(LOU, "je veux mourir")).join()).toContain("3114");
    await service.drain();
    expect(inbox()).toContain("! quelqu'un: je veux mourir");
    expect(inbox().some((words) => words.includes("Alerte de niveau"))).toBe(true);
    // what a coordinator asks about it is no danger of their own
    const toLou = newTo(LOU);
    await types("Avez-vous envie de mourir en ce moment?");
    expect(toLou()).toEqual(["L'équipe Passerelle: Avez-vous envie de mourir en ce moment?"]);
    expect(await rowsOf(service, "select person_id from incident where level >= 2")).toEqual([{ person_id: await personOf(service, LOU) }]);
  });

  test("STOP ends it at once: what is typed after that goes nowhere, and the coordinator is told so", async () => {
    await takeOver();
    const inbox = newFor(camille);
    expect((await service.text(LOU, "STOP")).join()).toContain("C'est fait");
    await service.drain();
    expect(inbox()).toEqual(["quelqu'un a écrit STOP: la conversation est finie, plus rien ne peut être envoyé."]);
    const toLou = newTo(LOU);
    await types("Vous êtes encore là?");
    expect(inbox().at(-1)).toContain("Vous n'écrivez avec personne en ce moment: rien n'a été envoyé.");
    expect(toLou()).toEqual([]);
  });

  test("words that always work still do, and the answer to what they ask is theirs; an older question takes no answer", async () => {
    await leadPatient(service, LOU, "offers");
    await takeOver();
    const inbox = newFor(camille);
    // the offers were asked before the coordinator came
    expect(await service.text(LOU, "1")).toEqual([]);
    await service.drain();
    expect(inbox()).toEqual(["quelqu'un: 1"]);
    expect((await service.text(LOU, "MENU")).join()).toContain("Que voulez-vous faire?");
    expect((await service.text(LOU, "1")).join()).not.toBe("");
    await service.drain();
    expect(inbox()).toHaveLength(1);
    expect((await service.text(LOU, "AIDE")).join()).toContain("3114");
    // they are with a human already
    expect(await service.text(LOU, "HUMAIN")).toEqual([]);
    await service.drain();
    expect(inbox().at(-1)).toBe("quelqu'un: HUMAIN");
  });

  test("words that name an illness are not sent, and the coordinator is told why", async () => {
    await takeOver();
    const [toLou, inbox] = [newTo(LOU), newFor(camille)];
    await types("Un mot sur votre endométriose");
    expect(toLou()).toEqual([]);
    expect(inbox()).toEqual([expect.stringContaining("Pas envoyé: le message nomme une maladie")]);
  });

  test("the word FILE still shows the list, with who writes with whom", async () => {
    await takeOver();
    const toLou = newTo(LOU);
    expect(wordsOf(await camille.queue())).toContain("Camille lui écrit en direct");
    expect(toLou()).toEqual([]);
  });

  test("somebody for whom everything was stopped is heard by the coordinator, and by no machine", async () => {
    await takeOver();
    await service.owner.query("update person set frozen_at = service_now() where person_id = $1", [await personOf(service, LOU)]);
    const [toLou, inbox] = [newTo(LOU), newFor(camille)];
    for (const words of ["il est mort hier", "MENU"]) expect(await service.text(LOU, words)).toEqual([]);
    await service.drain();
    expect(inbox()).toEqual(["quelqu'un: il est mort hier", "quelqu'un: MENU"]);
    await types("RENDRE");
    expect(toLou()).toEqual(["La personne de l'équipe Passerelle a fini de vous écrire pour l'instant."]);
    expect((await service.text(LOU, "STOP")).join()).toContain("C'est fait");
  });
});

describe("it is handed back", () => {
  test("by RENDRE: both are told, and what was being asked goes on", async () => {
    await leadPatient(service, LOU, "offers");
    await takeOver();
    const [toLou, inbox] = [newTo(LOU), newFor(camille)];
    await types("Rendre");
    expect(inbox()).toEqual(["La conversation avec quelqu'un est rendue. La personne en est prévenue."]);
    expect(toLou().join(" ")).toMatch(DONE);
    expect(toLou().join(" ")).toContain("1 Claire");
    expect((await service.text(LOU, "1")).join()).toContain("Comment parler avec");
    expect(await rowsOf(service, "select action from audit where action = 'hand-back'")).toHaveLength(1);
    await types("Encore un mot");
    expect(inbox().at(-1)).toContain("rien n'a été envoyé");
    expect(toLou().join()).not.toContain("Encore un mot");
  });

  test("by the button, by giving the item back, and by closing it", async () => {
    const card = await takeOver();
    const toLou = newTo(LOU);
    const back = await camille.press(card, "hand-back");
    expect(wordsOf(back)).toContain("La conversation est rendue. La personne en est prévenue.");
    expect(buttonOf(back, "take-over")).toBeDefined();
    // an old copy of the card
    expect(wordsOf(await camille.press(card, "hand-back"))).not.toContain("La conversation est rendue.");
    await service.drain();
    for (const leave of ["release-item", "close-item"]) {
      const again = buttonOf(await takeItem(LOU), "take-over") ?? {};
      await camille.click("take-over", again);
      await service.drain();
      await camille.click(leave, again);
      await service.drain();
    }
    expect(toLou().map((words) => (DONE.test(words) ? "done" : TOLD.test(words) ? "told" : words))).toEqual([
      ...["done", "told", "done", "told", "done"],
    ]);
  });

  test("by itself after two hours of silence, counted from the last word of either; both are told", async () => {
    await takeOver();
    const [toLou, inbox] = [newTo(LOU), newFor(camille)];
    await service.moveClock("2026-11-23T11:30:00+01:00");
    await service.text(LOU, "merci");
    await service.moveClock("2026-11-23T12:30:00+01:00");
    await types("à bientôt");
    await service.moveClock("2026-11-23T14:29:59+01:00");
    expect(toLou()).toHaveLength(1);
    await service.moveClock("2026-11-23T14:30:01+01:00");
    expect(toLou().at(-1)).toMatch(DONE);
    expect(inbox().at(-1)).toContain("Sans message pendant 2 h, la conversation avec quelqu'un s'est rendue d'elle-même.");
    expect((await service.text(LOU, "AIDE")).join()).toContain("3114");
  });
});

describe("of two coordinators", () => {
  test("one writes with a person: the other sees who, and can't beside them", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor"));
    await takeOver();
    const inbox = newFor(noor);
    await service.text(LOU, "bonjour");
    await service.drain();
    expect(inbox()).toEqual([]);
    // another item about the same person
    await service.owner.query(
      "insert into work_item (programme_id, kind, person_id) select programme_id, 'unreachable', person_id from work_item",
    );
    const item = await oneValue<string>(service, "select work_item_id from work_item where kind = 'unreachable'");
    const programmeId = await oneValue<string>(service, "select programme_id from work_item");
    const { card } = await noor.click("take-item", { workItemId: item, programmeId, from: null });
    expect(wordsOf(card)).toContain("Camille écrit avec cette personne en ce moment.");
    expect(wordsOf(card)).toContain("Lui écrit\nCamille");
    const toLou = newTo(LOU);
    const refused = await noor.click("take-over", { workItemId: item, programmeId });
    expect(refused.status).toBe(200);
    expect(wordsOf(refused.card)).toContain("Camille écrit avec cette personne en ce moment.");
    await noor.click("text-back", { workItemId: item, programmeId, body: "bonjour" });
    await types("bonjour", noor);
    expect(toLou()).toEqual([]);
    expect(await rowsOf(service, "select from takeover")).toHaveLength(1);
  });

  test("both press at the same moment: one has it", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor"));
    await service.text(LOU, "HUMAIN");
    await service.text(LOU, "je veux mourir");
    await service.drain();
    const items = await rowsOf<{ id: string; programmeId: string }>(
      service,
      `select work_item_id as id, programme_id as "programmeId" from work_item order by kind`,
    );
    const [first, second] = items.map(({ id, programmeId }) => ({ workItemId: id, programmeId }));
    await camille.click("take-item", { ...first, from: null });
    await noor.click("acknowledge-page", { ...second, from: null });
    const both = await Promise.all([camille.click("take-over", first ?? {}), noor.click("take-over", second ?? {})]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await rowsOf(service, "select from takeover where ended_at is null")).toHaveLength(1);
  });

  test("one takes the item over: the first one's conversation ends, and they are told; what they type reaches nobody", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor"));
    await takeOver();
    const [toLou, inbox] = [newTo(LOU), newFor(camille)];
    const shown = await noor.press(await noor.queue(), "show-item");
    const taken = await noor.press(shown, "take-item");
    await noor.press(taken, "take-over");
    await service.drain();
    expect(inbox()).toEqual(["Quelqu'un de l'équipe a pris le relais: votre conversation avec quelqu'un est finie."]);
    await types("je suis encore là");
    await types("c'est moi maintenant", noor);
    expect(toLou().at(-1)).toBe("L'équipe Passerelle: c'est moi maintenant");
    expect(toLou().join()).not.toContain("je suis encore là");
  });

  test("one writes with one person at a time", async () => {
    await takeOver();
    await service.text(EVA, "HUMAIN");
    await service.drain();
    const [toEva, mine] = [newTo(EVA), await takeItem(EVA)];
    const refused = await camille.press(mine, "take-over", { body: "Bonjour Eva" });
    expect(wordsOf(refused)).toContain("Vous écrivez déjà avec quelqu'un d'autre");
    // what was typed is still there
    expect(wordsOf(refused)).toContain("Bonjour Eva");
    await service.drain();
    expect(toEva()).toEqual([]);
  });
});

test("a shared phone keeps its code: only that something waits is told, and what was written without the code is passed on after it", async () => {
  await leadPatient(service, LOU, "age");
  await service.text(LOU, "2");
  await service.text(LOU, "4827");
  await service.moveClock("2026-11-23T14:00:00+01:00");
  const toLou = newTo(LOU);
  await takeOver();
  const inbox = newFor(camille);
  await types("Bonjour, comment allez-vous?");
  expect(new Set(toLou())).toEqual(new Set(["Vous avez un message. Répondez avec votre code à 4 chiffres."]));
  expect((await service.text(LOU, "je réponds")).join()).toContain("Répondez d'abord avec votre code");
  await service.drain();
  expect(inbox()).toEqual([]);
  expect((await service.text(LOU, "4827")).join(" ")).toMatch(/vous écrit maintenant.*L'équipe Passerelle: Bonjour, comment allez-vous\?/);
  await service.drain();
  expect(inbox()).toEqual(["quelqu'un: je réponds"]);
  expect(await service.text(LOU, "bien, merci")).toEqual([]);
  await service.drain();
  expect(inbox().at(-1)).toBe("quelqu'un: bien, merci");
});

test("who calls meanwhile hears that somebody writes to them, and leaves when to be called; the coordinator learns of both", async () => {
  await leadPatient(service, LOU, "asked");
  await takeOver();
  const inbox = newFor(camille);
  const call = await openCall(service, LOU);
  expect(call.said).toMatch(
    /Une personne de l'équipe vous écrit en ce moment, par message.*À quel moment préférez-vous un appel de l'équipe/,
  );
  await service.drain();
  expect(inbox()).toEqual([expect.stringMatching(/^Lou vous appelle sur le numéro du programme/)]);
  await call.say("l'après-midi");
  expect(call.said).toContain("C'est noté pour l'équipe.");
  expect(wordsOf(await camille.press(await camille.queue(), "show-item"))).toContain("Appel souhaité\nl'après-midi");
});

test("nobody takes over a peer's chat, and nothing is begun where nothing arrives", async () => {
  const peer = await oneValue<string>(service, "select person_id from peer where display_name = 'Claire'");
  await service.owner.query(
    "insert into work_item (programme_id, kind, person_id) select programme_id, 'frozen', person_id from peer where person_id = $1",
    [peer],
  );
  const mine = await camille.press(await camille.press(await camille.queue(), "show-item"), "take-item");
  expect(buttonOf(mine, "take-over")).toBeUndefined();
  await camille.click("take-over", buttonOf(mine, "text-back") ?? {});
  expect(await rowsOf(service, "select from takeover")).toEqual([]);
});

describe("what was written", () => {
  test("is in the data that the person asks for", async () => {
    await takeOver();
    await service.text(LOU, "un mot rare");
    await types("un autre mot");
    const { fieldKeyId, fieldKey } = service.config.keys;
    const lou = await personOf(service, LOU);
    const data = await inDemo(service, (db) => collectData(db, { id: fieldKeyId, key: fieldKey }, lou));
    expect(data.toTeam.map(({ body }) => body)).toEqual(["quelqu'un: un mot rare"]);
    expect(data.messages.map(({ body }) => body)).toContain("L'équipe Passerelle: un autre mot");
  });

  test("is gone after 30 days, on both sides", async () => {
    await takeOver();
    await service.text(LOU, "un mot rare");
    await types("un autre mot rare");
    await service.drain();
    await service.owner.query("update clock set standing_at = standing_at + interval '31 days'");
    await service.owner.query("select forget_old_events()");
    expect(await findAnywhere(service.owner, "mot rare")).toEqual([]);
  });

  test("is gone at once when the person is erased, and the coordinator learns that it is over", async () => {
    await leadPatient(service, LOU, "asked", { alias: "Zéphyrine" });
    await takeOver();
    const inbox = newFor(camille);
    await service.text(LOU, "un mot rare");
    await types("un autre mot rare");
    // not too much within a minute
    await service.moveClock("2026-11-23T10:02:00+01:00");
    await service.text(LOU, "SUPPRIMER");
    await service.text(LOU, "oui");
    await service.drain();
    expect(await findAnywhere(service.owner, "mot rare")).toEqual([]);
    expect(inbox().at(-1)).toBe("La conversation est finie: la personne a fait effacer ses données.");
  });
});
