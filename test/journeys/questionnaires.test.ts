import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { bookTalk } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { peerPhone, personOf, rowsOf } from "../support/people.ts";
import { talkByPhone } from "../support/phone-call.ts";
import { answersOf, askQuestionnaires, formsOf, importQuestionnaire, sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall, workItemsOf } from "../support/voice.ts";

const LOU = "+33639980001";
const CLAIRE = peerPhone("Claire");
const OFFER =
  /^Passerelle: avez-vous 2 minutes pour (\d+|une) questions?\? GO, PLUS TARD, ou CE N'EST PAS MOI\. Plus jamais: STOP QUESTIONS$/;

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const say = async (phone: string, text: string) => (await service.text(phone, text)).join(" ");
const offers = (phone = LOU) => service.provider.sentTo(phone).filter((text) => OFFER.test(text));
const states = async (phone = LOU) => (await formsOf(service, phone)).map(({ name, state }) => `${name} ${state}`);

test("after the first booking what the series is compared with is asked: one form after the other, and of the fourth the week has no room", async () => {
  await askQuestionnaires(service, { entry: ["who5", "phq4", "loneliness", "confidence"] });
  await bookTalk(service, LOU);
  await service.moveClock("2026-11-23T10:59:00+01:00");
  expect(offers()).toEqual([]);
  await service.moveClock("2026-11-23T11:01:00+01:00");
  expect(offers()).toEqual([expect.stringContaining("5 questions")]);
  expect(await states()).toEqual(["who5 offered", "phq4 planned", "loneliness planned", "confidence planned"]);

  expect(await say(LOU, "go")).toMatch(
    /Au cours des deux dernières semaines.*1\/5 Je me suis senti\(e\) bien.*6 Jamais.*Répondez 1, 2, 3, 4, 5 ou 6/s,
  );
  for (const text of ["1", "la plupart du temps", "3", "jamais"]) expect(await say(LOU, text), text).toMatch(/^\d\/5 /);
  expect(await say(LOU, "de temps en temps")).toMatch(/Merci, c'est noté\. Encore 4 questions, maintenant\? GO ou PLUS TARD$/);
  expect(await say(LOU, "GO")).toMatch(/1\/4 /);
  for (const text of ["1", "2", "3"]) expect(await say(LOU, text)).toMatch(/^\d\/4 /);
  expect(await say(LOU, "4")).toMatch(/Encore une question, maintenant/);
  await say(LOU, "oui");
  expect(await say(LOU, "souvent")).toBe("Merci, c'est noté.");
  expect(await states()).toEqual(["who5 completed", "phq4 completed", "loneliness completed", "confidence planned"]);
  // the week's three are asked; the fourth comes with the next week
  await service.moveClock("2026-11-24T12:00:00+01:00");
  expect(offers()).toHaveLength(1);
  expect((await formsOf(service, LOU))[3]?.sent_at).toBeNull();
});

test("begun by SMS, gone on with by phone, ended on a card: each answer once, with how it was given", async () => {
  await askQuestionnaires(service, { debrief: ["debrief"] });
  await bookTalk(service, LOU);
  await talkByPhone(service, LOU);
  await service.moveClock("2026-11-26T11:30:00+01:00");
  const asked = await service.provider.waitForMessage(CLAIRE, /2 minutes pour vous, après cet échange\? 6 questions\./);
  expect(asked.body).not.toMatch(/difficile|inquiète/);
  expect(await say(CLAIRE, "GO")).toMatch(/1\/6 Comment s'est passé cet échange pour vous \?/);
  expect(await say(CLAIRE, "plutôt bien")).toMatch(/2\/6 A-t-il été difficile/);

  const call = await openCall(service, CLAIRE);
  expect(call.said).toMatch(/Question 2 sur 6\. A-t-il été difficile pour vous \?.*Pour Un peu, tapez 2/);
  expect(await call.press("3")).toMatch(/Question 3 sur 6\. Qu'est-ce qui a été le plus difficile.*Pour passer: étoile, puis 9/);
  expect(await call.press("*")).toMatch(/Question 3 sur 6/);
  expect(await call.press("9")).toMatch(/Question 4 sur 6/);
  await call.hangUp();

  const chat = await openPeerChat(service, "DEMO-PAIR");
  await chat.say("QUESTIONS");
  const card = await cardWith(chat.conversationId, "submit-form");
  const words = JSON.stringify(card);
  expect(words).toContain("Souhaitez-vous en parler");
  expect(words).not.toContain("Comment s'est passé");
  const data = (card.actions as { verb: string; data: Record<string, string> }[])[0]?.data ?? {};
  const answer = await chat.click("submit-form", { ...data, "item-call-me": "0", "item-worried": "1", "item-words": "merci à l'équipe" });
  expect(JSON.stringify(answer.card)).toContain("La coordination est prévenue");
  const [form] = await formsOf(service, CLAIRE);
  expect(form?.state).toBe("completed");
  expect((await answersOf(service, form?.id ?? "")).sort()).toEqual([
    "call-me teams true",
    "difficult voice very",
    "went sms rather-well",
    "what voice passed over",
    "words teams merci à l'équipe",
    "worried teams false",
  ]);
  // the coordinators hear that it was hard, and nothing of what was written
  expect(await workItemsOf(service, await personOf(service, CLAIRE))).toEqual(["hard-talk"]);
  // a second click, and an old copy of the card, change nothing
  expect(JSON.stringify((await chat.click("submit-form", { ...data, "item-call-me": "1" })).card)).toContain("Merci, c'est noté");
  expect(await answersOf(service, form?.id ?? "")).toContain("call-me teams true");
});

test("case 39: a questionnaire that is edited while somebody answers stays as it was for them, and is the new one for the next", async () => {
  const [ines] = ["+33639980002"];
  await bookTalk(service, LOU);
  await bookTalk(service, ines, { peer: "Sonia" });
  const shipped = shippedQuestionnaires.get("phq4");
  if (!shipped) throw new Error("phq4 is not shipped.");
  await sendQuestionnaire(service, LOU, "phq4");
  expect(await say(LOU, "GO")).toMatch(/1\/4 Un sentiment de nervosité/);
  const [only] = shippedQuestionnaires.get("confidence")?.item ?? [];
  await importQuestionnaire(service, { ...shipped, version: "2", item: [only] } as never);
  expect(await say(LOU, "1")).toMatch(/2\/4 Une incapacité à arreter de s'inquiéter/);
  for (const text of ["1", "1"]) await say(LOU, text);
  expect(await say(LOU, "1")).toBe("Merci, c'est noté.");
  await sendQuestionnaire(service, ines, "phq4");
  expect(await say(ines, "GO")).toMatch(/^Avez-vous confiance en votre capacité.*Répondez de 0 à 10$/s);
  const versions = await rowsOf(
    service,
    "select q.version from questionnaire_response r join questionnaire q using (programme_id, questionnaire_id) order by r.created_at",
  );
  expect(versions).toEqual([{ version: shipped.version }, { version: "2" }]);
});

test("case 40: 'ce n'est pas moi' ends it, keeps nothing, and nothing more is said there before it is known whose the number is", async () => {
  await bookTalk(service, LOU);
  await sendQuestionnaire(service, LOU, "phq4");
  await say(LOU, "GO");
  await say(LOU, "3");
  const [form] = await formsOf(service, LOU);
  expect(await answersOf(service, form?.id ?? "")).toEqual(["1 sms more-than-half-the-days"]);
  expect(await say(LOU, "Ce n'est pas moi")).toMatch(/^Pardon du dérangement\./);
  expect(await formsOf(service, LOU)).toEqual([expect.objectContaining({ state: "stopped", reason: "not-me" })]);
  expect(await answersOf(service, form?.id ?? "")).toEqual([]);
  expect(await workItemsOf(service, await personOf(service, LOU))).toContain("unreachable");
  // the reminder of the talk goes nowhere; and who writes is asked first
  await service.moveClock("2026-11-24T11:00:00+01:00");
  expect(service.provider.sentTo(LOU).filter((text) => /Claire/.test(text) && /jeu\. 26/.test(text) && /venez/.test(text))).toEqual([]);
  const asked = await say(LOU, "RDV");
  expect(asked).toMatch(/Avez-vous déjà échangé avec nous avec ce numéro\?/);
  expect(asked).not.toContain("Claire");
  await say(LOU, "oui");
  expect(await say(LOU, "Lou")).toMatch(/Merci, c'est bien vous.*jeu\. 26 nov\. 10:00/s);
});

describe("case 41: an answer that comes too late", () => {
  test("is kept as late, is in no figure, and is the answer to nothing else", async () => {
    await bookTalk(service, LOU);
    await sendQuestionnaire(service, LOU, "phq4", { expiresAt: "2026-11-23T18:00:00+01:00" });
    await say(LOU, "GO");
    await say(LOU, "1");
    await service.moveClock("2026-11-23T18:30:00+01:00");
    expect(await states()).toEqual(["phq4 expired"]);
    expect(await say(LOU, "3")).toMatch(/^Merci\. Ces questions étaient closes: je garde votre réponse à part/);
    const [form] = await formsOf(service, LOU);
    expect(await answersOf(service, form?.id ?? "")).toEqual(["1 sms not-at-all", "2 sms more-than-half-the-days late"]);
    // and the next number is the answer to nothing at all
    expect(await say(LOU, "3")).toMatch(/Je n'attends pas de réponse/);
    expect(await rowsOf(service, "select from appointment where patient_id = $1", [await personOf(service, LOU)])).toHaveLength(1);
  });

  test("is not taken for the answer to an item of hours ago while the form lives: it is asked again", async () => {
    await bookTalk(service, LOU);
    await sendQuestionnaire(service, LOU, "phq4");
    await say(LOU, "GO");
    await service.moveClock("2026-11-23T14:00:00+01:00");
    expect(await say(LOU, "3")).toMatch(/Je reprends ma question\..*1\/4 Un sentiment/s);
    const [form] = await formsOf(service, LOU);
    expect(await answersOf(service, form?.id ?? "")).toEqual([]);
    // words that answer nothing are heard as if nothing were open
    await service.moveClock("2026-11-23T17:00:00+01:00");
    expect(await say(LOU, "bonjour")).toMatch(/Dites-moi ce que vous vivez/);
  });

  test("a GO to a form that is over begins nothing", async () => {
    await bookTalk(service, LOU);
    await sendQuestionnaire(service, LOU, "phq4", { expiresAt: "2026-11-23T18:00:00+01:00" });
    await service.moveClock("2026-11-23T19:00:00+01:00");
    expect(await say(LOU, "GO")).toBe("Ces questions sont closes. Merci quand meme.");
    expect(await say(LOU, "QUESTIONS")).toMatch(/Je n'ai pas de question pour vous/);
  });
});

/** The newest card in a chat that has a button with that verb. */
async function cardWith(conversationId: string, verb: string): Promise<Record<string, unknown>> {
  const { activity } = await service.teams.waitForActivity(
    (candidate) => candidate.conversationId === conversationId && JSON.stringify(candidate.activity).includes(`"verb":"${verb}"`),
  );
  return (activity.attachments as { content: Record<string, unknown> }[])[0]?.content ?? {};
}
