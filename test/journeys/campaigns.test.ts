import { afterEach, beforeEach, expect, test } from "vitest";
import { addTalked, recipientStates, setCampaignSettings, talkedPhone } from "../support/campaigns.ts";
import { oneValue, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";

let stage: TestPlayground;
beforeEach(async () => {
  stage = await startPlayground();
  await stage.chat.coordinator.say("DEMO-TEAM");
});
afterEach(() => stage.stop());

const OFFER = /^Passerelle: avez-vous 2 minutes pour une question\?/;
const received = async (index: number) => (await stage.phone(talkedPhone(index)).received()).filter((text) => OFFER.test(text)).length;
const offered = async (count: number) =>
  (await Promise.all(Array.from({ length: count }, (_, index) => received(index)))).reduce((sum, one) => sum + one, 0);
const FORM = {
  name: "Automne",
  questionnaire: "confidence",
  families: "",
  talks: "any",
  from: "",
  to: "",
  answered: "any",
  start: "",
  days: "14",
};

/** By the cards, as a coordinator does. */
async function launchByCard(over: Partial<typeof FORM> = {}): Promise<string> {
  const { coordinator } = stage.chat;
  await coordinator.say("ENQUETE");
  await coordinator.waitFor(/Enquêtes/);
  await coordinator.press("new-campaign");
  const form = await coordinator.press("create-campaign", { ...FORM, ...over });
  expect(form).toContain("launch-campaign");
  await coordinator.press("launch-campaign");
  await coordinator.press("launch-campaign", { confirmed: true });
  return oneValue<string>(stage, "select campaign_id from campaign where name = $1", [over.name ?? FORM.name]);
}

test("a coordinator makes a campaign by the card, a patient answers it by SMS, and figures come with the tenth", async () => {
  await addTalked(stage, 12);
  const id = await launchByCard();
  await stage.moveClock("2026-11-23T10:30");
  expect(await recipientStates(stage, id)).toEqual({ delivered: 12 });
  const answer = async (index: number) => {
    await stage.text(talkedPhone(index), "GO");
    expect(await stage.text(talkedPhone(index), String(3 + (index % 5)))).toEqual(["Merci, c'est noté."]);
  };
  for (let index = 0; index < 9; index++) await answer(index);
  expect(await stage.chat.coordinator.press("show-campaign")).toContain("moins de 10, rien n'est montré");
  await answer(9);
  const card = await stage.chat.coordinator.press("show-campaign");
  expect(card).toContain("10 (83 % des envois)");
  expect(card).toMatch(/5,0 \(entre [\d,]+ et [\d,]+ à 95 %\), 10 réponses/);
  // one more is not told from the ten
  await answer(10);
  expect(await stage.chat.coordinator.press("show-campaign")).toContain("10 (83 % des envois)");
  expect(await rowsOf(stage, "select distinct action from audit where action like '%campaign' order by 1")).toEqual(
    ["draft-campaign", "launch-campaign", "preview-campaign"].map((action) => ({ action })),
  );
});

test("a pause in the middle stops the next message, and resuming makes no burst and asks nobody twice", async () => {
  await addTalked(stage, 8);
  await setCampaignSettings(stage, { campaigns: { perMinute: 1 } });
  await launchByCard();
  await stage.moveClock("2026-11-23T10:02");
  const before = await offered(8);
  expect(before).toBe(3);
  await stage.chat.coordinator.press("pause-campaign");
  await stage.moveClock("2026-11-23T15:00");
  expect(await offered(8)).toBe(before);
  await stage.chat.coordinator.press("resume-campaign");
  await stage.drain();
  expect(await offered(8)).toBe(before + 1);
  await stage.moveClock("2026-11-23T15:01");
  expect(await offered(8)).toBe(before + 2);
  await stage.moveClock("2026-11-23T16:00");
  expect(await Promise.all(Array.from({ length: 8 }, (_, index) => received(index)))).toEqual(Array.from({ length: 8 }, () => 1));
});

test("what is written and not claimed at the moment of a pause is not sent, and is no question that a yes would answer", async () => {
  const [personId] = await addTalked(stage, 1);
  await setCampaignSettings(stage, { campaigns: { perMinute: 1 } });
  const id = await launchByCard({ start: "2026-11-24" });
  const pause = await stage.chat.coordinator.copy("pause-campaign").catch(() => undefined);
  expect(pause).toBeDefined();
  // its message is written, and the number is held up before it is claimed
  await stage.owner.query(`create function hold_up() returns trigger language plpgsql as $$ begin
    if new.class = 'questionnaire' then perform dequeue('send ' || new.delivery_id); end if; return null; end $$`);
  await stage.owner.query(
    "create constraint trigger hold_up after insert on delivery deferrable initially deferred for each row execute function hold_up()",
  );
  await stage.moveClock("2026-11-24T10:05");
  expect(await rowsOf(stage, "select state from delivery where class = 'questionnaire'")).toEqual([{ state: "queued" }]);
  await pause?.();
  expect(await rowsOf(stage, "select state, reason from delivery where class = 'questionnaire'")).toEqual([
    { state: "skipped", reason: "campaign-paused" },
  ]);
  expect(await recipientStates(stage, id)).toEqual({ queued: 1 });
  // not even as one that is over
  expect(await oneValue(stage, "select question from conversation where person_id = $1", [personId])).toBeNull();
  expect((await stage.text(talkedPhone(0), "oui")).join()).toMatch(/^Je n'ai pas compris/);
  await stage.owner.query("drop trigger hold_up on delivery");
  await stage.chat.coordinator.press("resume-campaign");
  await stage.moveClock("2026-11-24T17:00");
  expect(await received(0)).toBe(1);
});

test("STOP QUESTIONS in the middle: who wrote it is asked nothing more, with the reason; the others are", async () => {
  await addTalked(stage, 4);
  await setCampaignSettings(stage, { campaigns: { perMinute: 1 } });
  const id = await launchByCard();
  await stage.drain();
  const waiting = (await Promise.all([0, 1, 2, 3].map(received))).indexOf(0);
  await stage.text(talkedPhone(waiting), "STOP QUESTIONS");
  await stage.moveClock("2026-11-23T12:00");
  expect(await received(waiting)).toBe(0);
  expect(await recipientStates(stage, id)).toEqual({ delivered: 3, "skipped opted-out": 1 });
});

test("50: never at night, on a Sunday or on a public holiday, whatever is left", async () => {
  await addTalked(stage, 4);
  // Saturday 19:59, before a Sunday; the pace would go on into the night
  await stage.moveClock("2026-11-28T19:58");
  await setCampaignSettings(stage, { campaigns: { perMinute: 1 } });
  await launchByCard();
  await stage.moveClock("2026-11-28T19:59");
  const before = await offered(4);
  expect(before).toBe(2);
  await stage.moveClock("2026-11-30T07:59");
  expect(await offered(4)).toBe(before);
  await stage.moveClock("2026-11-30T08:30");
  expect(await offered(4)).toBe(4);
});

test("38: somebody who is just booking is put off, not skipped, and asked when they are done", async () => {
  await addTalked(stage, 1);
  await stage.text(talkedPhone(0), "je cherche quelqu'un pour parler de mon endométriose");
  const id = await launchByCard();
  await stage.drain();
  expect(await received(0)).toBe(0);
  expect(await recipientStates(stage, id)).toEqual({ "queued asked": 1 });
  await stage.moveClock("2026-11-23T15:00");
  expect(await received(0)).toBe(1);
});

test("39: what is asked and by which words is what was launched, though the questionnaire is edited while it runs", async () => {
  await addTalked(stage, 2);
  const id = await launchByCard({ start: "2026-11-24" });
  await stage.owner.query(
    `insert into questionnaire (programme_id, name, version, content, imported) select programme_id, name, '99', jsonb_set(content, '{item,0,text}', '"Une autre?"'), true
     from questionnaire where name = 'confidence'`,
  );
  await stage.owner.query("update programme set name = 'Autre nom'");
  await stage.moveClock("2026-11-24T11:00");
  expect(await recipientStates(stage, id)).toEqual({ delivered: 2 });
  expect(await received(0)).toBe(1);
  expect((await stage.text(talkedPhone(0), "GO")).join()).not.toContain("Une autre?");
});

test("who has not answered is reminded once; nobody is while it is paused", async () => {
  await addTalked(stage, 1);
  await launchByCard();
  await stage.moveClock("2026-11-24T10:00");
  await stage.chat.coordinator.press("pause-campaign");
  await stage.moveClock("2026-11-26T12:00");
  const all = async () => (await stage.phone(talkedPhone(0)).received()).length;
  const before = await all();
  await stage.chat.coordinator.press("resume-campaign");
  await stage.moveClock("2026-11-27T18:00");
  expect(await all()).toBe(before + 1);
  await stage.moveClock("2026-11-29T18:00");
  expect(await all()).toBe(before + 1);
});

test("who has not answered is not reminded any more once it is stopped", async () => {
  await addTalked(stage, 1);
  await launchByCard();
  await stage.moveClock("2026-11-24T10:00");
  const before = (await stage.phone(talkedPhone(0)).received()).length;
  expect(before).toBeGreaterThan(0);
  // pressed, and confirmed
  for (let time = 0; time < 2; time++) await stage.chat.coordinator.press("cancel-campaign");
  expect(await oneValue(stage, "select state from campaign")).toBe("cancelled");
  await stage.moveClock("2026-11-28T18:00");
  expect(await stage.phone(talkedPhone(0)).received()).toHaveLength(before);
});

test("erased in the middle: nothing is sent, and the campaign knows no more than that", async () => {
  const [personId] = await addTalked(stage, 1);
  const id = await launchByCard({ start: "2026-11-24" });
  await stage.moveClock("2026-11-24T10:05");
  expect(await recipientStates(stage, id)).toEqual({ delivered: 1 });
  await stage.text(talkedPhone(0), "SUPPRIMER");
  await stage.text(talkedPhone(0), "oui");
  expect(await oneValue(stage, "select erased_at is not null from person where person_id = $1", [personId])).toBe(true);
  expect(await recipientStates(stage, id)).toEqual({ "skipped erased": 1 });
});
