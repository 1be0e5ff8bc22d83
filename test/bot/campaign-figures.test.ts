import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addTalked, answerAtEntry, answerOffers, launch, results, setCampaignSettings } from "../support/campaigns.ts";
import { oneValue, openAppPool } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
  await setCampaignSettings(service, { campaigns: { perMinute: 6000 }, surveys: { weeklyCap: 9 } });
});
afterEach(async () => {
  await pool.end();
  await service.stop();
});

/** Launches a campaign, and has everybody offered it. */
async function offer(name: string, minute: number): Promise<void> {
  await launch(service, pool, { name });
  await service.moveClock(`2026-11-23T10:${minute}:00+01:00`);
}
const fiveOrSix = (index: number) => 5 + (index % 2);
const scaleOf = async (name: string) => Object.values((await results(service, pool, name)).figures?.scales ?? {})[0];

test("of those who had answered at entry it is said how many are better now; who answered at entry after the campaign is none of them", async () => {
  const ids = await addTalked(service, 32);
  await offer("Automne", 10);
  await answerAtEntry(service, ids.slice(0, 22), (index) => (index < 12 ? 2 : 9));
  await answerOffers(service, ids, fiveOrSix);
  await answerAtEntry(service, ids.slice(22), () => 0, -1);
  expect(await scaleOf("Automne")).toEqual({
    scale: expect.objectContaining({ n: 32, about: null, mean: 5.5 }),
    improvement: { of: 32, pairs: 22, improved: 12, about: null },
  });
});

test("lower is better where the score has it so: of 22 on loneliness, those who are less lonely are counted", async () => {
  const ids = await addTalked(service, 22);
  await launch(service, pool, { questionnaireName: "loneliness" });
  await service.moveClock("2026-11-23T10:10:00+01:00");
  // often or always, never: by their codes, whose ordinals are the score
  await service.owner.query(
    `with option as (select o -> 'valueCoding' as coding, row_number() over (order by (o #>> '{extension,0,valueDecimal}')::numeric) as place, q.name, q.questionnaire_id
       from questionnaire q, jsonb_path_query(q.content, '$.item[*].answerOption[*]') o where q.name = 'loneliness'),
     ends as (select (select jsonb_build_object('valueCoding', coding) from option order by place limit 1) as least, (select jsonb_build_object('valueCoding', coding) from option order by place desc limit 1) as most),
     people as (select person_id, ord from unnest($1::uuid[]) with ordinality given (person_id, ord)),
     entry as (insert into questionnaire_response (programme_id, person_id, questionnaire_name, questionnaire_id, occasion, state, sent_at, completed_at)
       select programme_id, person_id, questionnaire_name, questionnaire_id, 'entry', 'completed', service_now() - interval '20 days', service_now() - interval '20 days'
       from questionnaire_response where occasion = 'campaign' returning programme_id, response_id, person_id),
     answers as (insert into questionnaire_answer (programme_id, response_id, link_id, value, mode)
       select e.programme_id, e.response_id, '1', case when p.ord <= 12 then ends.most else ends.least end, 'sms' from entry e join people p using (person_id), ends
       union all
       select f.programme_id, f.response_id, '1', case when p.ord <= 12 then ends.least else ends.most end, 'sms'
       from questionnaire_response f join people p using (person_id), ends where f.occasion = 'campaign')
     update questionnaire_response set state = 'completed', completed_at = service_now() where occasion = 'campaign'`,
    [ids],
  );
  expect((await scaleOf("Automne"))?.improvement).toMatchObject({ pairs: 22, improved: 12 });
});

test("of fewer than ten who are better, or who are not, no share is shown", async () => {
  const ids = await addTalked(service, 20);
  await offer("Automne", 10);
  await answerAtEntry(service, ids, (index) => (index < 11 ? 2 : 9));
  await answerOffers(service, ids, fiveOrSix);
  expect(await scaleOf("Automne")).toEqual({ scale: expect.objectContaining({ n: 20 }), improvement: null });
});

test("nothing is shown of nine, and after ten nothing new before ten more", async () => {
  const ids = await addTalked(service, 21);
  await offer("Automne", 10);
  await answerOffers(service, ids.slice(0, 9), fiveOrSix);
  expect((await results(service, pool, "Automne")).figures).toBeNull();
  await answerOffers(service, ids.slice(9, 10), fiveOrSix);
  const first = (await results(service, pool, "Automne")).figures;
  expect(first?.completed).toBe(10);
  await answerOffers(service, ids.slice(10, 19), () => 10);
  expect((await results(service, pool, "Automne")).figures).toEqual(first);
  await answerOffers(service, ids.slice(19, 20), () => 10);
  expect((await results(service, pool, "Automne")).figures?.completed).toBe(20);
});

test("of two campaigns that nearly the same people have answered only one is shown: the difference would be of a few", async () => {
  const ids = await addTalked(service, 24);
  await offer("Tous", 10);
  await answerOffers(service, ids.slice(0, 14), fiveOrSix);
  expect((await results(service, pool, "Tous")).figures?.completed).toBe(14);
  await service.owner.query("update questionnaire_response set state = 'expired' where state = 'offered'");
  await offer("Sans elle", 20);
  await answerOffers(service, ids.slice(0, 13), fiveOrSix);
  expect(await results(service, pool, "Sans elle")).toMatchObject({ figures: null, tooLike: "Tous" });
  // of the very same people the difference is of nobody
  await answerOffers(service, ids.slice(13, 14), fiveOrSix);
  expect(await results(service, pool, "Sans elle")).toMatchObject({ figures: { completed: 14 } });
  // an earlier release is remembered as well
  await answerOffers(service, ids.slice(14, 24), fiveOrSix);
  expect(await results(service, pool, "Sans elle")).toMatchObject({ figures: { completed: 24 } });
  await offer("Encore", 30);
  await answerOffers(service, ids.slice(1, 14), fiveOrSix);
  expect(await results(service, pool, "Encore")).toMatchObject({ figures: null, tooLike: "Tous" });
  // of quite other people in the same number it is about both groups
  await answerOffers(service, ids.slice(14, 24), fiveOrSix);
  expect(await results(service, pool, "Encore")).toMatchObject({ figures: null, tooLike: "Sans elle" });
  expect(await oneValue(service, "select count(*)::integer from campaign_release")).toBe(3);
});

test("two who look at it at once see the same", async () => {
  const ids = await addTalked(service, 12);
  await offer("Automne", 10);
  await answerOffers(service, ids, fiveOrSix);
  const seen = await Promise.all([1, 2, 3].map(() => results(service, pool, "Automne")));
  expect(new Set(seen.map(({ figures }) => JSON.stringify(figures))).size).toBe(1);
  expect(await oneValue(service, "select count(*)::integer from campaign_release")).toBe(1);
});
