import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bookTalk } from "../support/patient.ts";
import { oneValue, personOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";
import { leadByVoice, openCall, openQuestionOf, workItemsOf } from "../support/voice.ts";

const WISH = "je cherche quelqu'un pour parler de mon endométriose";

let service: TestService;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
beforeEach(() => {
  count++;
  phone = `+3363998${String(4100 + count)}`;
});
afterAll(() => service.stop());

describe("silence", () => {
  test("has the options twice more; then the question goes by SMS, and its answer there counts", async () => {
    const talk = await leadByVoice(service, phone);
    for (let times = 0; times < 2; times++) expect(await talk.silence()).toMatch(/^Je n'ai rien entendu\. 3 personnes.*tapez 4\.$/);
    expect(await talk.silence()).toMatch(/par écrit.*Au revoir\.$/);
    expect(talk.ended).toBe(true);
    expect(talk.twiml).toContain("<Hangup/>");
    await service.provider.waitForMessage(phone, /peuvent vous parler: 1 Claire/);
    expect((await service.text(phone, "1")).join(" ")).toMatch(/Comment parler avec Claire/);
  });

  test("is forgotten once something is said", async () => {
    const talk = await leadByVoice(service, phone);
    await talk.silence();
    await talk.silence();
    await talk.press("4");
    expect(await talk.silence()).toMatch(/^Je n'ai rien entendu/);
    expect(talk.ended).toBe(false);
  });

  test("with nothing asked ends the call politely", async () => {
    const talk = await openCall(service, phone);
    await talk.say(WISH);
    await talk.press("2");
    expect(await talk.silence()).toBe("Merci de votre appel. Au revoir.");
    expect(talk.ended).toBe(true);
    expect(service.provider.sentTo(phone)).toEqual([]);
  });
});

test("after three answers that are not understood a human is offered", async () => {
  const talk = await leadByVoice(service, phone);
  for (let times = 0; times < 2; times++)
    expect(await talk.say("les petits oiseaux chantent")).toMatch(/^Je n'ai pas compris\. 3 personnes/);
  expect(await talk.say("les petits oiseaux chantent")).toMatch(/Pour parler à l'équipe, tapez 0\./);
});

describe("words and keys that always work", () => {
  test.each([
    ["Rendez-vous.", /pas de rendez-vous/],
    ["annuler", /pas de rendez-vous/],
    ["Aide", /^Passerelle vous met en lien/],
    ["Menu", /^Que voulez-vous faire\? Pour chercher quelqu'un/],
    ["mes données", /Pour les recevoir par la poste, tapez 1/],
    ["stop", /ne recevrez plus de messages/],
    ["English", /^All right|in English/],
    ["changer de numéro", /nouveau numéro de mobile\?.*puis dièse/],
    ["supprimer mes données", /Effacer\?.*Pour oui, tapez 1/],
  ])("%s", async (word, answered) => {
    const talk = await leadByVoice(service, phone);
    expect(await talk.say(word)).toMatch(answered);
  });

  test("RDV, then a key cancels, as by SMS", async () => {
    await bookTalk(service, phone);
    const talk = await openCall(service, phone);
    await talk.say("mes rendez-vous");
    expect(talk.said).toMatch(
      /Votre rendez-vous: jeudi 26 novembre à .* avec Claire.*Votre référence: \d\d, \d\d, \d\d, \d\d\..*Pour annuler, tapez 2/,
    );
    await talk.press("2");
    expect(talk.said).toMatch(/^Annuler jeudi 26 novembre.*\? Pour oui, tapez 1\. Pour non, tapez 2\.$/);
    expect(await talk.press("1")).toMatch(/C'est annulé/);
    const personId = await personOf(service, phone);
    expect(await oneValue(service, "select status from appointment where patient_id = $1", [personId])).toBe("cancelled");
  });

  test("a star repeats all that was said, a hash says it slowly, and that is remembered", async () => {
    const talk = await leadByVoice(service, phone);
    const { said } = talk;
    expect(await talk.press("*")).toBe(said);
    expect(talk.twiml).not.toContain("prosody");
    expect(await talk.press("#")).toBe(said);
    expect(talk.twiml).toContain('<prosody rate="slow">');
    expect(await talk.say("répétez")).toBe(said);
    expect(await talk.press("1")).toMatch(/Comment parler avec/);
    expect(talk.twiml).toContain('<prosody rate="slow">');
    await talk.hangUp();
    const again = await openCall(service, phone);
    expect(again.twiml).toContain('<prosody rate="slow">');
    await again.say("plus vite");
    expect(again.twiml).not.toContain("prosody");
    await again.say("plus lentement");
    expect(again.twiml).toContain("prosody");
  });

  test("zero asks for a human: nothing is promised while nobody is on duty, a wish for a time is kept, and the question comes again", async () => {
    const talk = await leadByVoice(service, phone);
    expect(await talk.press("0")).toMatch(/personne ne peut vous rappeler.*3114|personne ne peut vous rappeler.*31 14/);
    expect(talk.said).toMatch(/À quel moment.*Pour le matin, tapez 2/);
    expect(await talk.say("demain à quinze heures")).toMatch(/^C'est noté pour l'équipe\. 3 personnes/);
    const personId = await personOf(service, phone);
    const wish = await oneValue<{ from: string }>(
      service,
      "select call_wish from work_item where person_id = $1 and kind = 'asked-for-human'",
      [personId],
    );
    expect(new Date(wish.from)).toEqual(new Date("2026-11-24T15:00:00+01:00"));
    await talk.press("0");
    await talk.press("2");
    expect(await oneValue(service, "select call_wish from work_item where person_id = $1", [personId])).toEqual({ part: "morning" });
  });
});

describe("danger in speech", () => {
  test("gets the lines for who is on the phone before anything else, and the team is told as by SMS", async () => {
    const talk = await leadByVoice(service, phone);
    const open = await openQuestionOf(service, phone);
    await talk.say("je veux mourir");
    expect(talk.said).toMatch(/^Je suis un robot.*Raccrochez et appelez le 31 14 maintenant/);
    expect(talk.said).not.toMatch(/114|SMS/);
    expect(talk.twiml).toMatch(/<Response><Say[^>]*>Je suis un robot[^<]*<\/Say><Gather/);
    const personId = await personOf(service, phone);
    expect(await oneValue(service, "select level from incident where person_id = $1", [personId])).toBeGreaterThanOrEqual(2);
    expect(await workItemsOf(service, personId)).toContain("safety");
    // what was under way stays open, and its keys count
    expect(await openQuestionOf(service, phone)).toMatchObject({ step: "offers", number: open?.number });
    expect(await talk.press("1")).toMatch(/Comment parler avec/);
  });

  test("comes before who calls is asked, before a code, and to a number of no programme", async () => {
    const talk = await openCall(service, phone);
    expect(await talk.say("j'ai avalé toute la boîte")).toMatch(/Raccrochez et appelez le 15/);
    const nowhere = await openCall(service, phone, { to: "+33199000999" });
    expect(nowhere.said).toMatch(/Un problème de notre côté/);
    expect(nowhere.ended).toBe(true);
  });
});
