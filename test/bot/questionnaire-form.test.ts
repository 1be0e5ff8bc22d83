import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { validationErrors } from "../support/card-rules.ts";
import { type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { bookTalk } from "../support/patient.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { findAnywhere, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { answersOf, formsOf, sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall } from "../support/voice.ts";

type Json = Record<string, unknown>;

const CLAIRE = peerPhone("Claire");

let service: TestService;
let camille: CoordinatorInTeams;
let claire: PeerInTeams;
let formId: string;
beforeAll(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
  claire = await openPeerChat(service, "DEMO-PAIR");
});
afterAll(() => service.stop());

/** Each test has a form of its own, an hour after the one before. */
beforeEach(async () => {
  await service.owner.query("delete from questionnaire_response");
  await service.owner.query("delete from incident");
  await service.owner.query("update conversation set question = null");
  formId = await sendQuestionnaire(service, CLAIRE, "debrief", { expiresAt: "2026-11-23T18:00:00+01:00", weight: 0 });
});

const cards = (): Json[] =>
  service.teams.activities
    .filter(({ conversationId }) => conversationId === claire.conversationId)
    .flatMap(({ activity }) => ((activity.attachments as { content: Json }[] | undefined) ?? []).map(({ content }) => content));
const actionsOf = (card: Json) => (card.actions ?? []) as { verb: string; title: string; data: Json }[];
const inputsOf = (card: Json) => ((card.body ?? []) as Json[]).filter(({ type }) => String(type).startsWith("Input."));

async function begin(): Promise<Json> {
  const offer = cards().at(-1) ?? {};
  expect(wordsOf(offer)).not.toMatch(/difficile|inquiète/);
  expect(actionsOf(offer).map(({ title }) => title)).toEqual(["Répondre maintenant", "Plus tard", "Plus de questionnaires"]);
  const { data } = actionsOf(offer)[0] ?? { data: {} };
  const before = cards().length;
  await claire.click("answer", data);
  await service.drain();
  expect(cards().length).toBeGreaterThan(before);
  return cards().at(-1) ?? {};
}

const submit = async (card: Json, typed: Record<string, string>) =>
  (
    await claire.click("submit-form", {
      ...actionsOf(card)[0]?.data,
      ...Object.fromEntries(Object.entries(typed).map(([id, value]) => [`item-${id}`, value])),
    })
  ).card;
const answers = () => answersOf(service, formId);
const state = async () => (await formsOf(service, CLAIRE))[0]?.state;

describe("a questionnaire in Teams", () => {
  test("is one card, after GO, valid and with a field for each item that is asked", async () => {
    const card = await begin();
    expect(validationErrors(card as never)).toEqual([]);
    expect(inputsOf(card).map(({ id, type, isRequired }) => [id, type, isRequired ?? false])).toEqual([
      ["item-went", "Input.ChoiceSet", true],
      ["item-difficult", "Input.ChoiceSet", true],
      ["item-what", "Input.ChoiceSet", false],
      ["item-call-me", "Input.ChoiceSet", false],
      ["item-worried", "Input.ChoiceSet", false],
      ["item-words", "Input.Text", false],
    ]);
  });

  test("sent with something missing says what, keeps what was typed, and stores nothing", async () => {
    const card = await begin();
    const again = await submit(card, { went: "1", words: "tout va bien" });
    expect(wordsOf(again)).toMatch(/Rien n'est encore envoyé: voyez ce qui est marqué\./);
    expect(wordsOf(again)).toContain("Il manque une réponse ici.");
    expect(inputsOf(again).map(({ id, value }) => [id, value])).toEqual(
      expect.arrayContaining([
        ["item-went", "1"],
        ["item-words", "tout va bien"],
      ]),
    );
    expect(validationErrors(again as never)).toEqual([]);
    expect(await answers()).toEqual([]);
    expect(await state()).toBe("in-progress");
  });

  test.each([
    ["an option that is none", { went: "9", difficult: "0" }],
    ["words in place of an option", { went: "bien", difficult: "0" }],
    ["a field that is no text", { went: { a: 1 }, difficult: "0" }],
  ])("refuses %s", async (_, typed) => {
    const again = await submit(await begin(), typed as unknown as Record<string, string>);
    expect(wordsOf(again)).toMatch(/Cette réponse n'est pas possible ici|Il manque une réponse ici/);
    expect(await answers()).toEqual([]);
  });

  test("leaves out what is not asked any more by what was answered before it", async () => {
    const thanks = await submit(await begin(), { went: "0", difficult: "0", what: "1", "call-me": "0", worried: "1" });
    expect(wordsOf(thanks)).toBe("Merci, c'est noté.");
    expect((await answers()).sort()).toEqual(["difficult teams no", "went teams well", "words teams passed over", "worried teams false"]);
    expect(await state()).toBe("completed");
  });

  test("is done once, however often it is sent", async () => {
    const card = await begin();
    const typed = { went: "0", difficult: "0" };
    const both = await Promise.all([submit(card, typed), submit(card, typed)]);
    expect(both.map(wordsOf)).toEqual(["Merci, c'est noté.", "Merci, c'est noté."]);
    expect(await submit(card, { went: "3", difficult: "2" })).toBeDefined();
    expect(await answers()).toContain("went teams well");
    await service.drain();
    // the message itself shows that it is done
    expect(wordsOf(cards().at(-1))).toBe("Merci, c'est noté.");
  });

  test("can be put off from the card, whatever was typed", async () => {
    const card = await begin();
    const answered = await claire.click("defer-form", actionsOf(card)[1]?.data ?? {});
    expect(wordsOf(answered.card)).toMatch(/^D'accord/);
    expect(await answers()).toEqual([]);
  });

  test("sent after its time is kept as late", async () => {
    const card = await begin();
    await service.owner.query("update questionnaire_response set expires_at = service_now()");
    expect(wordsOf(await submit(card, { went: "0", difficult: "0" }))).toMatch(/Ces questions étaient closes/);
    expect(await answers()).toEqual(expect.arrayContaining(["went teams well late", "difficult teams no late"]));
  });

  test("is nobody else's", async () => {
    const card = await begin();
    const { card: shown } = await camille.click("submit-form", { ...actionsOf(card)[0]?.data, "item-went": "0", "item-difficult": "0" });
    expect(wordsOf(shown)).toBe("Je n'ai pas de question pour vous en ce moment.");
    expect(await answers()).toEqual([]);
  });
});

describe("free text goes to the safety check", () => {
  const paged = () => camille.inbox().filter((words) => /Alerte de niveau/.test(words)).length;

  test("on a card: danger is answered and paged at once, also where the form is not taken, and its words are kept nowhere", async () => {
    const card = await begin();
    const before = paged();
    await submit(card, { words: "je veux mourir" });
    await service.drain();
    expect(paged()).toBeGreaterThan(before);
    expect(await rowsOf(service, "select level from incident")).toEqual([{ level: 2 }]);
    expect(JSON.stringify(service.teams.activities.at(-1)?.activity) + JSON.stringify(service.teams.activities)).toContain("3114");

    await submit(card, { went: "3", difficult: "0", words: "je veux mourir" });
    await service.drain();
    expect(await rowsOf(service, "select level from incident")).toHaveLength(2);
    expect(await answers()).toEqual(expect.arrayContaining(["went teams badly", "words teams passed over"]));
    expect(await findAnywhere(service.owner, "veux mourir")).toEqual([]);
  });

  test("on a card: distress is kept, and gets its line", async () => {
    await submit(await begin(), { went: "3", difficult: "0", words: "je suis au bout du rouleau" });
    await service.drain();
    expect(await rowsOf(service, "select level from incident")).toEqual([{ level: 1 }]);
    expect(await answers()).toContain("words teams je suis au bout du rouleau");
  });

  test("by voice: what is said to an item is heard for danger before it is an answer", async () => {
    const lou = "+33639980009";
    // Claire has Teams here, and answers there
    await bookTalk(service, lou, { peer: "Sonia" });
    const id = await sendQuestionnaire(service, lou, "after-talk");
    const call = await openCall(service, lou);
    await call.say("questions");
    for (const keys of ["8#", "*9", "*9", "0#"]) await call.press(keys);
    expect(call.said).toMatch(/Question 5 sur 5\. Que retenez-vous.*Pour passer: étoile, puis 9/);
    expect(await call.say("je veux mourir")).toMatch(/31 14/);
    expect((await answersOf(service, id)).sort()).toEqual([
      "coping voice passed over",
      "listened voice passed over",
      "recommend voice 0",
      "useful voice 8",
    ]);
    expect(await rowsOf(service, "select level from incident where person_id = $1", [await personOf(service, lou)])).toEqual([
      { level: 2 },
    ]);
    expect(await call.say("je me sens mieux")).toMatch(/Merci, c'est noté/);
    expect(await answersOf(service, id)).toContain("words voice je me sens mieux");
  });
});
