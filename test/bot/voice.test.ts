import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { oneValue, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";
import { attribute, leadByVoice, openCall, openQuestionOf } from "../support/voice.ts";

const WISH = "je cherche quelqu'un pour parler de mon endométriose";

let service: TestService;
let phone: string;
let other: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
beforeEach(() => {
  count++;
  phone = `+3363998${String(4000 + count)}`;
  other = `+3363998${String(5000 + count)}`;
});
afterAll(() => service.stop());

describe("a first call", () => {
  test("is greeted with what this is, its limits, where help is, and the other language", async () => {
    const talk = await openCall(service, phone);
    expect(talk.said).toMatch(
      /^Bonjour, ici Passerelle\. Je suis un robot\..*pas un service d'urgence\. En danger: raccrochez et faites le 15\./,
    );
    expect(talk.twiml).toContain('<Say language="en-GB">For English, press 9.</Say>');
    expect(attribute(talk.twiml, "Gather", "language")).toBe("fr-FR");
    await talk.press("9");
    expect(attribute(talk.twiml, "Gather", "language")).toBe("en-GB");
    expect(talk.said).toMatch(/English.*key in its digits/);
    expect(await talk.say("anxiety")).toMatch(/^I look for a trained person.*For yes, press 1\. For no, press 2\.$/);
  });

  test("by keys and by words comes to the same appointment as SMS", async () => {
    await leadPatient(service, other, "asked", { slot: "1" });
    const talk = await leadByVoice(service, phone);
    expect(talk.said).toMatch(/Pour Claire, endométriose, opérée en 2015, tapez 1\..*Pour entendre d'autres personnes, tapez 4\.$/);
    await talk.say("Inès");
    await talk.press("1");
    expect(talk.said).toMatch(
      /Pour (lundi|mardi|mercredi|jeudi|vendredi|samedi) \d+ novembre à .*, tapez 1\..*Ou dites un jour et une heure\.$/,
    );
    await talk.say("le premier");
    await talk.say("Je m'appelle Lou.");
    expect(talk.said).toMatch(/^C'est noté: .* avec Inès, si la personne accepte\..*Pour le menu, tapez 1/);
    await service.drain();
    const stored = async (from: string) =>
      rowsOf(
        service,
        `select person.alias, person.locale, a.kind, p.shared_phone, r.condition_id, r.experience, r.state, ap.modality, ap.status, ap.zone, ap.reference ~ '^[0-9]{8}$' as referenced
         from person join channel_address a using (person_id) join patient p using (person_id) join request r on r.patient_id = person.person_id
         join appointment ap on ap.patient_id = person.person_id where person.person_id = $1`,
        [await personOf(service, from)],
      );
    expect(await stored(phone)).toHaveLength(1);
    expect(await stored(phone)).toEqual(await stored(other));
    const channelOf = async (from: string) =>
      oneValue(service, "select channel from consent where person_id = $1", [await personOf(service, from)]);
    expect([await channelOf(phone), await channelOf(other)]).toEqual(["voice", "sms"]);
  });

  test("may choose what it is about from a list, without a word", async () => {
    const talk = await openCall(service, phone);
    await talk.press("#");
    await talk.press("1");
    await talk.press("1");
    expect(talk.said).toMatch(/Que vivez-vous\?.*Pour choisir dans une liste, tapez 1\.$/);
    expect(attribute(talk.twiml, "Gather", "hints")).toContain("endométriose");
    expect(await talk.press("1")).toMatch(/De quoi s'agit-il plutôt\? Pour la santé mentale, tapez 1\./);
    expect(await talk.press("1")).toMatch(/: Pour Marc, /);
  });

  test("that refuses consent leaves nothing but the hash", async () => {
    const talk = await openCall(service, phone);
    await talk.say(WISH);
    expect(await talk.press("2")).toMatch(/rien n'est gardé.*rappelez-moi/);
    const personId = await personOf(service, phone);
    expect(await oneValue(service, "select sealed from channel_address where person_id = $1", [personId])).toBeNull();
    expect(
      await rowsOf(service, "select from turn_answer where answer ->> 'personId' = $1 and answer::text ~ 'endom'", [personId]),
    ).toEqual([]);
  });
});

describe("a webhook that comes twice", () => {
  test("is answered by the same TwiML and has one effect", async () => {
    const talk = await leadByVoice(service, phone);
    await talk.press("1");
    await talk.press("1");
    const asked = await talk.press("1");
    const twiml = talk.twiml;
    expect(asked).toMatch(/Quel prénom/);
    expect(await talk.again()).toBe(asked);
    expect(talk.twiml).toBe(twiml);
    await talk.say("Lou");
    await talk.again();
    expect(
      await oneValue(service, "select count(*)::integer from appointment where patient_id = $1", [await personOf(service, phone)]),
    ).toBe(1);
  });

  test("at the start of the call is answered alike too", async () => {
    const talk = await openCall(service, phone);
    const { twiml } = talk;
    await talk.again();
    expect(talk.twiml).toBe(twiml);
    expect(await oneValue(service, "select count(*)::integer from voice_call where call_sid = $1", [talk.sid])).toBe(1);
  });
});

test("a key pressed for an old question answers no newer one", async () => {
  const talk = await openCall(service, phone);
  await talk.say(WISH);
  const atConsent = talk.action;
  await talk.press("1");
  const { number } = (await openQuestionOf(service, phone)) ?? { number: 0 };
  // the answer to consent once more, as a later event of the call
  const late = atConsent.replace(/n=\d+/, "n=77");
  await talk.answerAt(late, { Digits: "3" });
  expect(talk.said).toMatch(/^Merci\. Avez-vous 18 ans ou plus/);
  expect(await openQuestionOf(service, phone)).toMatchObject({ step: "age", number: number + 1 });
});

describe("one conversation, two channels", () => {
  test("begun by voice it ends by SMS: the question is asked again there, and only then answered", async () => {
    const talk = await leadByVoice(service, phone);
    expect(await openQuestionOf(service, phone)).toMatchObject({ step: "offers", channel: "voice" });
    expect(await talk.hangUp()).toBe(204);
    expect((await service.text(phone, "1")).join(" ")).toMatch(/peuvent vous parler: 1 Claire/);
    expect(await openQuestionOf(service, phone)).toMatchObject({ step: "offers", channel: "sms" });
    expect((await service.text(phone, "1")).join(" ")).toMatch(/Comment parler avec Claire/);
  });

  test("begun by SMS it ends by voice, where the key of before counts for nothing", async () => {
    await leadPatient(service, phone, "modality");
    const talk = await openCall(service, phone);
    expect(talk.said).toMatch(/^Bonjour, ici Passerelle, un robot.*faites le 15\..*Comment parler avec Claire\? Pour parler au téléphone/);
    await talk.press("1");
    await talk.press("3");
    expect(await talk.press("2")).toMatch(/^C'est noté: .* avec Claire/);
    // what the SMS asked is answered there no more
    expect((await service.text(phone, "1")).join(" ")).toMatch(/n'attends pas de réponse|mal|MENU/);
  });

  test("a question that was asked in a first contact by SMS is taken up by a call before consent", async () => {
    await service.text(phone, WISH);
    const talk = await openCall(service, phone);
    expect(talk.said).toMatch(/Puis-je garder votre numéro.*Pour oui, tapez 1/);
    expect(await talk.press("1")).toMatch(/18 ans/);
  });
});
