import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadCampaign } from "../../domain/campaigns/campaign.ts";
import { planRecipients } from "../../domain/campaigns/plan-recipients.ts";
import { addTalked, inDemo, launch, recipientStates } from "../support/campaigns.ts";
import { openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { oneValue, openAppPool } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

/** More than are read while somebody waits for the card. */
const MANY = 520;

let service: TestService;
let pool: pg.Pool;
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
});
afterEach(async () => {
  await pool.end();
  await service.stop();
});

/** Plans one that begins tomorrow, and writes down the answers of so many, from 0 to 10 in turn. */
async function answered(count: number): Promise<string> {
  await addTalked(service, MANY);
  const id = await launch(service, pool, { startsAt: "2026-11-24T10:00:00+01:00" });
  await inDemo(service, pool, async (db) => planRecipients(db, (await loadCampaign(db, id))!));
  await answerMore(id, count);
  return id;
}

async function answerMore(id: string, count: number): Promise<void> {
  await service.owner.query(
    `with done as (
       select r.programme_id, recipient_id, person_id, questionnaire_name, questionnaire_id, (row_number() over ()) % 11 as value
       from campaign_recipient r join campaign c using (programme_id, campaign_id) where campaign_id = $1 and r.state = 'queued' limit $2
     ), forms as (
       insert into questionnaire_response (programme_id, response_id, person_id, questionnaire_name, questionnaire_id, occasion, state, sent_at, completed_at)
       select programme_id, recipient_id, person_id, questionnaire_name, questionnaire_id, 'campaign', 'completed', turn_now(), turn_now() from done
     ), answers as (
       insert into questionnaire_answer (programme_id, response_id, link_id, value, mode)
       select programme_id, recipient_id, '1', jsonb_build_object('valueInteger', value), 'sms' from done
     )
     update campaign_recipient r set state = 'answered', response_id = r.recipient_id from done where r.recipient_id = done.recipient_id`,
    [id, count],
  );
}

test("figures of many are worked out by a job: the card says so, then what they are and from when", async () => {
  const campaignId = await answered(MANY);
  const camille = await openCoordinatorChat(service);
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  const show = async () => wordsOf((await camille.click("show-campaign", { programmeId, campaignId })).card);
  const first = await show();
  expect(first).toContain("De nouveaux chiffres sont en cours de calcul");
  expect(first).not.toContain("moins de 10");
  await service.drain();
  await service.moveClock("2026-11-23T11:00:00+01:00");
  const then = await show();
  expect(then).toContain(`${MANY} (100 % des envois)`);
  expect(then).toMatch(/5,0 \(.*\), 520 réponses/);
  expect(then).toContain("Chiffres calculés lun. 23 nov. 10:00.");
  expect(then).not.toContain("en cours de calcul");
});

test("whoever was erased since they answered keeps no figures waiting", async () => {
  const campaignId = await answered(40);
  const camille = await openCoordinatorChat(service);
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  const show = async () => wordsOf((await camille.click("show-campaign", { programmeId, campaignId })).card);
  expect(await show()).toContain("40 (100 % des envois)");
  await answerMore(campaignId, MANY - 40);
  await service.owner.query(
    "delete from questionnaire_response where response_id in (select response_id from campaign_recipient where state = 'answered' limit $1)",
    [MANY - 45],
  );
  expect(await recipientStates(service, campaignId)).toEqual({ answered: MANY });
  expect(await show()).not.toContain("en cours de calcul");
});
