import { afterEach, beforeEach, expect, test } from "vitest";
import { addressKey } from "../../domain/people/address-key.ts";
import { book, lead } from "../support/booked.ts";
import { findAnywhere, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";

const LOU = "+33639980001";
const NEW_NUMBER = "+33639980002";
const CLAIRE = peerPhone("Claire");

let stage: TestPlayground;
// each moves the clock by days
beforeEach(async () => {
  stage = await startPlayground();
});
afterEach(() => stage.stop());

const say = async (phone: string, text: string) => (await stage.phone(phone).say(text)).join(" ");

test("case 10: a patient changes phone: reminders go to the new number once its code is given, the old one gets nothing and its next owner is a stranger", async () => {
  await book(stage, LOU);
  await stage.moveClock("2026-11-23T10:02");
  expect(await say(LOU, "NUMERO")).toMatch(/nouveau numéro de mobile/);
  expect(await say(LOU, "06 39 98 00 02")).toMatch(/code à 6 chiffres part/);
  const [, code = ""] = /votre code est (\d{6})/.exec(await stage.phone(NEW_NUMBER).waitFor(/votre code est/)) ?? [];
  expect(await say(LOU, code === "111111" ? "222222" : "111111")).toMatch(/pas le bon code/);
  expect(await say(LOU, code)).toMatch(/Tout arrive maintenant au nouveau numéro, et plus rien ici/);
  const before = await stage.phone(LOU).received();

  await stage.moveClock("2026-11-24T10:01");
  await stage.phone(NEW_NUMBER).waitFor(/^Rappel: jeu\. 26 nov\. 10:00 avec Claire/);
  expect(await say(NEW_NUMBER, "je viens")).toMatch(/c'est noté/);
  expect(await stage.phone(LOU).received()).toEqual(before);

  expect(await say(LOU, "RDV")).toMatch(/^Vous n'avez pas de rendez-vous/);
  const welcome = await say(LOU, "bonjour je cherche quelqu'un pour mon diabète");
  expect(welcome).toMatch(/^Bonjour, ici Passerelle, un robot/);
  expect(welcome).not.toMatch(/26 nov|Lou|Claire/);
});

test("case 10: a number that is given to somebody else after half a year of silence tells them nothing", async () => {
  await book(stage, LOU, { alias: "Zéphyrine" });
  await stage.moveClock("2027-06-10T10:00");
  const answers = [await say(LOU, "mes rdv"), await say(LOU, "non"), await say(LOU, "mes donnees"), await say(LOU, "RDV")];
  expect(answers[0]).toMatch(/^Bonjour, ici Passerelle\. Avez-vous déjà échangé avec nous avec ce numéro\? 1 oui 2 non/);
  expect(answers[3]).toMatch(/^Vous n'avez pas de rendez-vous/);
  expect(answers.join(" ")).not.toMatch(/Zéphyrine|Claire|endom|nov/);
});

test("case 11: on a shared phone every text is neutral, and once it was put down nothing is said before its code", async () => {
  expect((await lead(stage, LOU, "age")).join(" ")).toMatch(/téléphone partagé/);
  expect(await say(LOU, "2")).toMatch(/Choisissez un code à 4 chiffres/);
  expect(await say(LOU, "4827")).toMatch(/Code noté/);
  for (const answer of ["1", "1", "3"]) await say(LOU, answer);
  expect(await say(LOU, "Nour")).toMatch(/^C'est noté: jeu\. 26 nov\. 10:00, si la personne accepte/);
  await stage.drain();

  // three hours later, when somebody else may have it in hand, the peer accepts
  await stage.moveClock("2026-11-23T13:00");
  const put = (await stage.phone(LOU).received()).length;
  // the request is put once more, after so long, and taken
  for (const answer of ["1", "1"]) await stage.phone(CLAIRE).say(answer);
  await stage.phone(LOU).waitFor(/Vous avez un message/);
  expect(await say(LOU, "RDV")).toMatch(/^Répondez d'abord avec votre code/);
  expect(await say(LOU, "1111")).toMatch(/Ce code n'ouvre rien/);
  const [waiting, ...answers] = (await stage.phone(LOU).received()).slice(put);
  expect(waiting).toBe("Vous avez un message. Répondez avec votre code à 4 chiffres.");
  expect(answers.join(" ")).not.toMatch(/nov|rendez-vous/);
  expect(await say(LOU, "4827")).toMatch(/^C'est confirmé: jeu\. 26 nov\. 10:00\. Réf\./);

  await stage.moveClock("2026-11-26T09:55");
  expect(await say(LOU, "4827")).toMatch(/Rappel: jeu\. 26 nov\. 10:00\./);
  expect((await stage.phone(LOU).received()).slice(put).join(" ")).not.toMatch(/endom|maladie|Claire|Nour/i);
});

test("case 45: a patient asks for erasure with a booking pending: the peer learns that it is cancelled and not whose it was, and nothing that identifies is left", async () => {
  const alias = "Zéphyrine";
  await stage.chat.peer.say("DEMO-PAIR");
  await lead(stage, LOU, "asked", { alias });
  await stage.chat.peer.waitFor(/Prénom donné Zéphyrine.*J'accepte/);
  const personId = await personOf(stage, LOU);
  const key = addressKey(stage.config.keys.addressKey, LOU);
  const sealed = await oneValue<string>(stage, "select sealed from channel_address where address_key = $1", [key]);

  expect(await say(LOU, "SUPPRIMER")).toMatch(/Tout ce qui vous concerne sera effacé et vos rendez-vous annulés/);
  expect(await say(LOU, "oui")).toMatch(/tout est effacé/);
  await stage.chat.peer.waitFor(/Prénom donné quelqu'un.*Ce rendez-vous est annulé/);
  expect((await stage.chat.peer.shown()).join(" ")).not.toContain(alias);

  for (const trace of [alias, LOU.slice(1), sealed]) expect(await findAnywhere(stage.owner, trace), trace).toEqual([]);
  expect(await rowsOf(stage, "select status, reason_code from appointment where patient_id = $1", [personId])).toEqual([
    { status: "cancelled", reason_code: "erased" },
  ]);
  // that they had agreed can be proved by who has the number, and by nobody else
  expect(await rowsOf(stage, "select text_version from consent_proof where address_key = $1", [key])).toHaveLength(1);
  expect(await personOf(stage, LOU)).toBeUndefined();
  expect(await say(LOU, "RDV")).toMatch(/^Vous n'avez pas de rendez-vous/);
});

test("case 46: a patient has died: the coordinator stops everything on the card, no machine writes to their phone any more, their peer learns only that the team cancelled, and people write", async () => {
  await stage.chat.coordinator.say("DEMO-TEAM");
  await book(stage, LOU);
  await stage.moveClock("2026-11-23T10:05");
  // how the team comes to have them in its queue
  await say(LOU, "HUMAIN");
  await stage.drain();
  const { coordinator } = stage.chat;
  await coordinator.say("FILE");
  for (const verb of ["show-item", "take-item"]) await coordinator.press(verb);
  expect(await coordinator.press("freeze-person")).toContain("Tout arrêter pour Lou?");
  expect(await coordinator.press("freeze-person", { confirmed: true })).toContain("Tout est arrêté");
  await stage.phone(CLAIRE).waitFor(/Le rendez-vous jeu\. 26 nov\. 10:00 est annulé par l'équipe, qui peut vous en parler/);
  const silent = [await stage.phone(LOU).received(), await stage.phone(CLAIRE).received()];
  expect(silent[1]?.join(" ")).not.toMatch(/décès|hospital|mort/i);

  await stage.moveClock("2026-12-01T10:00");
  expect([await stage.phone(LOU).received(), await stage.phone(CLAIRE).received()]).toEqual(silent);
  // both are to be spoken to by a person
  await coordinator.say("FILE");
  expect((await coordinator.shown()).at(-1)?.match(/attend un mot de l'équipe/g)).toHaveLength(2);
  await coordinator.press("show-item");
  await coordinator.press("take-item");
  await coordinator.press("text-back", { body: "Nous pensons à vous. Camille" });
  const [toLou, toClaire] = [await stage.phone(LOU).received(), await stage.phone(CLAIRE).received()];
  expect([...toLou.slice(silent[0]?.length), ...toClaire.slice(silent[1]?.length)]).toEqual([
    "L'équipe Passerelle: Nous pensons à vous. Camille",
  ]);
  // whoever has the phone now is not asked what they would like to do
  expect(await say(LOU, "bonjour")).toMatch(/^L'équipe sait que vous avez écrit, sans lire vos mots, et vous répond dès qu'elle peut/);
});
