import { DateTime } from "luxon";
import type pg from "pg";
import { campaignWording } from "../../bot/campaign-wording.ts";
import type { CallTime } from "../../domain/calls/call-time.ts";
import type { Audience } from "../../domain/campaigns/audience.ts";
import { findCampaign, loadCampaign } from "../../domain/campaigns/campaign.ts";
import { draftCampaign, notePreviewed } from "../../domain/campaigns/draft-campaign.ts";
import { launchCampaign } from "../../domain/campaigns/launch-campaign.ts";
import { type CampaignPreview, previewCampaign } from "../../domain/campaigns/preview.ts";
import { type CampaignResults, loadResults } from "../../domain/campaigns/results/load-results.ts";
import { type Db, inProgramme } from "../../domain/db.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { chooseCode } from "../../domain/people/code.ts";
import { invite } from "../../domain/people/invitation.ts";
import { seal } from "../../domain/people/seal.ts";
import { loadRules } from "../../domain/programmes/load-rules.ts";
import { checkQuestionnaire, fitsPlace, PLACE_KINDS } from "../../domain/surveys/check-questionnaire.ts";
import { findQuestionnaire } from "../../domain/surveys/load-questionnaires.ts";
import { MONDAY_10H, type TestService } from "./service.ts";

type Stage = Pick<TestService, "owner" | "config">;

/** A phone of those that `addTalked` gives: none of the demo's. */
export const talkedPhone = (index: number): string => `+3363998${String(index + 3000).padStart(4, "0")}`;

/** Adds so many patients of the demo programme who have agreed, have had a talk weeks ago, and are reached by SMS; gives their ids, in order. */
export async function addTalked({ owner, config }: Stage, count: number, { from = 0, condition = "endometriose" } = {}): Promise<string[]> {
  const { addressKey: secret, fieldKeyId, fieldKey } = config.keys;
  const phones = Array.from({ length: count }, (_, index) => talkedPhone(from + index));
  const { rows } = await owner.query<{ id: string }>(
    `with demo as (select programme_id, set_config('passerelle.programme', programme_id::text, false) from programme_slug where slug = 'demo'),
     numbered as (select demo.programme_id, gen_random_uuid() as id, gen_random_uuid() as request_id, key, sealed, n
       from demo, unnest($1::text[], $2::text[]) with ordinality as given (key, sealed, n)),
     people as (insert into person (programme_id, person_id, locale, zone) select programme_id, id, 'fr', 'Europe/Paris' from numbered),
     talks as (insert into conversation (programme_id, person_id) select programme_id, id from numbered),
     places as (insert into channel_address (programme_id, person_id, kind, address_key, sealed, sender_id, last_heard_at)
       select programme_id, id, 'sms', key, sealed, (select sender_id from sender where not pool order by created_at limit 1), service_now() from numbered),
     patients as (insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) select programme_id, id, service_now(), false from numbered),
     agreed as (insert into consent (programme_id, person_id, purpose, text_version, locale, channel) select programme_id, id, 'service', '1', 'fr', 'sms' from numbered),
     requests as (insert into request (programme_id, request_id, patient_id, condition_id, state, closed_at)
       select programme_id, request_id, id, $3, 'closed', service_now() from numbered),
     held as (insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, reference, booked_at)
       select programme_id, request_id, id, (select person_id from peer order by display_name limit 1), 'phone', tstzrange(at, at + interval '45 minutes'),
         tstzrange(at, at + interval '1 hour'), at at time zone 'Europe/Paris', 'Europe/Paris', 'fulfilled', lpad((50000000 + n)::text, 8, '0'), at - interval '1 day'
       from numbered, (select service_now() - interval '30 days' as at) past)
     select id from numbered order by n`,
    [phones.map((phone) => addressKey(secret, phone)), phones.map((phone) => seal({ id: fieldKeyId, key: fieldKey }, phone)), condition],
  );
  return rows.map(({ id }) => id);
}

/** A landline of those that `giveLandline` gives: none of the demo's. */
export const talkedLandline = (index: number): string => `+33199005${String(index).padStart(3, "0")}`;
export const LANDLINE_CODE = "4827";

/** Has somebody reached by a landline only, in place of their phone: called by a machine at that time of day and known by a code, or called by the team. */
export async function giveLandline(stage: Stage, pool: pg.Pool, personId: string, index: number, time: CallTime | "team"): Promise<void> {
  const { addressKey: secret, fieldKeyId, fieldKey } = stage.config.keys;
  const phone = talkedLandline(index);
  await stage.owner.query("update channel_address set kind = 'voice', address_key = $2, sealed = $3 where person_id = $1", [
    personId,
    addressKey(secret, phone),
    seal({ id: fieldKeyId, key: fieldKey }, phone),
  ]);
  await stage.owner.query("update patient set call_time = $2, shared_phone = true where person_id = $1", [personId, time]);
  await inDemo(stage, pool, (db) => chooseCode(db, secret, personId, LANDLINE_CODE));
}

/** A code that links somebody's Teams account. */
export const inviteTalked = (stage: Stage, pool: pg.Pool, personId: string): Promise<string> =>
  inDemo(stage, pool, (db) => invite(db, stage.config.keys.addressKey, personId));

/** Runs work in a transaction of the demo programme, as commands do. */
export async function inDemo<Result>({ owner }: Stage, pool: pg.Pool, work: (db: Db) => Promise<Result>): Promise<Result> {
  const { rows } = await owner.query<{ id: string }>("select programme_id as id from programme_slug where slug = 'demo'");
  return inProgramme(pool, rows[0]?.id ?? "", work);
}

/** Sets the settings of campaigns and sending that a test gives. */
export async function setCampaignSettings(
  { owner }: Stage,
  settings: { campaigns?: object; sending?: object; surveys?: object },
): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await owner.query(
      "update programme set settings = settings || jsonb_build_object($1::text, coalesce(settings -> $1::text, '{}') || $2::jsonb)",
      [name, value],
    );
}

interface Wishes {
  name?: string;
  questionnaireName?: string;
  audience?: Audience;
  startsAt?: string;
  endsAt?: string;
}

/** Writes a campaign down, and gives its id. */
export async function draft(
  stage: Stage,
  pool: pg.Pool,
  { name = "Automne", questionnaireName = "confidence", audience = {}, startsAt, endsAt }: Wishes = {},
): Promise<string> {
  return inDemo(stage, pool, async (db) => {
    const begins = DateTime.fromISO(startsAt ?? MONDAY_10H);
    const ends = endsAt ? DateTime.fromISO(endsAt) : begins.plus({ days: 30 });
    const { settings } = await loadRules(db);
    const made = await draftCampaign(db, null, { name, questionnaireName, audience, startsAt: begins, endsAt: ends }, settings);
    if (typeof made === "string") throw new Error(`No campaign was made: ${made}`);
    return made.id;
  });
}

/** What it would come to now. */
export async function preview(stage: Stage, pool: pg.Pool, id: string): Promise<CampaignPreview> {
  return inDemo(stage, pool, async (db) => {
    const campaign = (await loadCampaign(db, id))!;
    const { settings, zone } = await loadRules(db);
    const questionnaire = (await findQuestionnaire(db, campaign.questionnaireName))!;
    const { segments } = campaignWording(questionnaire, "Passerelle");
    const unfit = PLACE_KINDS.filter((kind) => !fitsPlace(checkQuestionnaire(questionnaire), kind));
    const { rows } = await db.query<{ now: Date }>("select turn_now() as now");
    return previewCampaign(db, campaign, { now: DateTime.fromJSDate(rows[0]!.now), zone, settings, segments, unfit });
  });
}

/** Makes and launches one; gives its id. */
export async function launch(stage: Stage, pool: pg.Pool, wishes: Wishes = {}): Promise<string> {
  const id = await draft(stage, pool, wishes);
  await inDemo(stage, pool, async (db) => {
    await notePreviewed(db, null, id);
    const { questionnaireName } = (await loadCampaign(db, id))!;
    const { offer } = campaignWording((await findQuestionnaire(db, questionnaireName))!, "Passerelle");
    const launched = await launchCampaign(db, null, id, offer);
    if (launched !== "launched") throw new Error(`It was not launched: ${launched}`);
  });
  return id;
}

/** How many recipients are in each state, with the reason where there is one: `{ sent: 3, "skipped opted-out": 1 }`. */
export async function recipientStates({ owner }: Pick<Stage, "owner">, id: string): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ state: string; count: number }>(
    `select state || coalesce(' ' || reason, '') as state, count(*)::integer as count from campaign_recipient where campaign_id = $1 group by 1 order by 1`,
    [id],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** The state of the one of that name. */
export const stateOf = (stage: Stage, pool: pg.Pool, name: string): Promise<string | undefined> =>
  inDemo(stage, pool, async (db) => (await findCampaign(db, name))?.state);

/** How the one of that name goes, as whoever looks at it now sees it. */
export const results = (stage: Stage, pool: pg.Pool, name: string): Promise<CampaignResults> =>
  inDemo(stage, pool, async (db) => loadResults(db, (await findCampaign(db, name))!));

/** Has people answer the one question of what they were offered, as they do by SMS. */
export async function answerOffers({ owner }: Pick<Stage, "owner">, people: string[], says: (index: number) => number): Promise<void> {
  const { rowCount } = await owner.query(
    `with given as (
       insert into questionnaire_answer (programme_id, response_id, link_id, value, mode)
       select f.programme_id, f.response_id, '1', jsonb_build_object('valueInteger', given.value), 'sms'
       from unnest($1::uuid[], $2::integer[]) given (person_id, value)
       join questionnaire_response f on f.person_id = given.person_id and f.state = 'offered'
       returning response_id)
     update questionnaire_response f set state = 'completed', completed_at = service_now() from given where given.response_id = f.response_id`,
    [people, people.map((_, index) => says(index))],
  );
  if (rowCount !== people.length) throw new Error(`${rowCount} of ${people.length} had an offer.`);
}

/** Has people have answered the same when they came, so many days ago. */
export async function answerAtEntry(
  { owner }: Pick<Stage, "owner">,
  people: string[],
  says: (index: number) => number,
  days = 20,
): Promise<void> {
  await owner.query(
    `with given as (
       select gen_random_uuid() as response_id, p.programme_id, p.person_id, given.value, q.name, q.questionnaire_id, service_now() - make_interval(days => $3) as at
       from unnest($1::uuid[], $2::integer[]) given (person_id, value) join person p on p.person_id = given.person_id
       join questionnaire q on q.programme_id = p.programme_id and q.name = 'confidence'
     ), forms as (
       insert into questionnaire_response (programme_id, response_id, person_id, questionnaire_name, questionnaire_id, occasion, state, sent_at, completed_at)
       select programme_id, response_id, person_id, name, questionnaire_id, 'entry', 'completed', at, at from given)
     insert into questionnaire_answer (programme_id, response_id, link_id, value, mode)
     select programme_id, response_id, '1', jsonb_build_object('valueInteger', value), 'sms' from given`,
    [people, people.map((_, index) => says(index)), days],
  );
}
