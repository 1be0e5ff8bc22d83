import type { Db } from "../../db.ts";
import { loadQuestionnaire } from "../../surveys/load-questionnaires.ts";
import { type Answers, answerValue, type Questionnaire, questionnaire as questionnaireShape } from "../../surveys/questionnaire.ts";
import { instrumentOf, scoreAnswers } from "../../surveys/scoring/score-answers.ts";
import type { Campaign } from "../campaign.ts";
import { type ExactFigures, isReleaseDue, type Mode, type ReleasedFigures, releasedFigures, releaseFigures } from "./release-figures.ts";
import { SMALLEST_CELL } from "./suppress-cells.ts";

/** How a campaign goes: how far it has come, which is counted whole, and what was answered, which is not. */
export interface CampaignResults {
  recipients: number;
  waiting: number;
  /** The offer left, whatever came of it. */
  sent: number;
  skipped: { reason: string; count: number }[];
  /** Null as long as fewer than ten have answered. */
  figures: ReleasedFigures | null;
  /** The campaign because of which the figures do not move on: nearly the same people have answered it. */
  tooLike?: string | undefined;
}

/** Counts, and works the figures out anew where enough have answered since. */
export async function loadResults(db: Db, campaign: Campaign): Promise<CampaignResults> {
  const { rows } = await db.query<{ state: string; reason: string | null; count: number }>(
    "select state, reason, count(*)::integer as count from campaign_recipient where campaign_id = $1 group by state, reason order by 3 desc, 2",
    [campaign.id],
  );
  const total = (states: string[]) => rows.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
  // who has stopped it on their own was sent it; the reasons of the others are no answers
  const skipped = rows.filter(({ state }) => state === "skipped").map(({ reason, count }) => ({ reason: reason ?? "other", count }));
  return {
    recipients: rows.reduce((sum, { count }) => sum + count, 0),
    waiting: total(["queued", "sending"]),
    sent: total(["sent", "delivered", "started", "answered", "expired"]),
    skipped,
    ...(await release(db, campaign, total(["answered"]))),
  };
}

/** The figures as they are shown from now on. */
async function release(db: Db, campaign: Campaign, answered: number): Promise<Pick<CampaignResults, "figures" | "tooLike">> {
  const before = await lastRelease(db, campaign.id);
  if (!campaign.questionnaireId || !isReleaseDue(before, answered)) return { figures: before };
  // two who look at it at once, or at two campaigns, release one after the other
  await db.query("select pg_advisory_xact_lock(hashtextextended('campaign-release ' || current_programme()::text, 0))");
  const previous = await lastRelease(db, campaign.id);
  if (!isReleaseDue(previous, answered)) return { figures: previous };
  const tooLike = await findTooLike(db, campaign, answered);
  if (tooLike !== undefined) return { figures: previous, tooLike };
  const next = releaseFigures(previous, await loadExact(db, campaign.id, await loadQuestionnaire(db, campaign.questionnaireId)));
  if (next && next !== previous)
    await db.query(
      "insert into campaign_release (programme_id, campaign_id, completed, figures) values (current_programme(), $1, $2, $3)",
      [campaign.id, next.completed, JSON.stringify(next)],
    );
  return { figures: next };
}

async function lastRelease(db: Db, campaignId: string): Promise<ReleasedFigures | null> {
  const { rows } = await db.query<{ figures: unknown }>(
    "select figures from campaign_release where campaign_id = $1 order by released_at desc, completed desc limit 1",
    [campaignId],
  );
  return releasedFigures.nullable().parse(rows[0]?.figures ?? null);
}

/**
 * Another campaign that asked the same, and once showed figures of nearly the same people: of all but a few. The two together would tell what these few have said.
 * Whoever was erased since counts as one who has answered that one only.
 *
 * @returns its name
 */
async function findTooLike(db: Db, { id, questionnaireName }: Campaign, answered: number): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>(
    `select c.name from campaign c join campaign_release o on o.campaign_id = c.campaign_id
     where c.campaign_id <> $1 and c.questionnaire_name = $2 and abs(o.completed - $3) < $4
       and o.completed + $3 - 2 * (
         select count(*) from campaign_recipient own
         join campaign_recipient other on other.campaign_id = c.campaign_id and other.person_id = own.person_id and other.state = 'answered'
         join questionnaire_response f on f.response_id = other.response_id and f.completed_at <= o.released_at
         where own.campaign_id = $1 and own.state = 'answered'
       ) between 1 and $4 - 1
     order by c.created_at limit 1`,
    [id, questionnaireName, answered, SMALLEST_CELL],
  );
  return rows[0]?.name;
}

interface Row {
  mode: Mode | null;
  answers: Record<string, unknown> | null;
  entry: Record<string, unknown> | null;
  entryAsked: unknown;
}

async function loadExact(db: Db, campaignId: string, asked: Questionnaire): Promise<ExactFigures> {
  const { rows } = await db.query<Row>(
    `select
       (select a.mode from questionnaire_answer a where a.response_id = f.response_id and not a.late order by a.answered_at desc, a.link_id desc limit 1) as mode,
       (select jsonb_object_agg(a.link_id, a.value) from questionnaire_answer a where a.response_id = f.response_id and not a.late) as answers,
       (select jsonb_object_agg(a.link_id, a.value) from questionnaire_answer a where a.response_id = e.response_id and not a.late) as entry,
       -- of another version it is scored as it was asked
       case when e.questionnaire_id <> f.questionnaire_id then (select q.content from questionnaire q where q.questionnaire_id = e.questionnaire_id) end as "entryAsked"
     from campaign_recipient r
     join questionnaire_response f on f.response_id = r.response_id and f.state = 'completed'
     left join lateral (
       select e.response_id, e.questionnaire_id from questionnaire_response e
       where e.person_id = f.person_id and e.questionnaire_name = f.questionnaire_name and e.occasion = 'entry' and e.state = 'completed'
         -- who was asked at entry after the campaign is compared with nothing
         and e.completed_at < f.completed_at
       order by e.completed_at limit 1
     ) e on true
     where r.campaign_id = $1 and r.state = 'answered'`,
    [campaignId],
  );
  const channels: ExactFigures["channels"] = {};
  const scales = Object.fromEntries(
    Object.entries(instrumentOf(asked)?.scales ?? {}).map(([name, { better }]) => [name, { better, values: [], pairs: [] }]),
  ) as ExactFigures["scales"];
  for (const { mode, answers, entry, entryAsked } of rows) {
    if (mode) channels[mode] = (channels[mode] ?? 0) + 1;
    const then = entry ? scoreAnswers(entryAsked ? questionnaireShape.parse(entryAsked) : asked, answersOf(entry)) : [];
    for (const { scale, value } of scoreAnswers(asked, answersOf(answers ?? {}))) {
      const before = then.find((one) => one.scale === scale);
      scales[scale]?.values.push(value);
      if (before) scales[scale]?.pairs.push({ before: before.value, now: value });
    }
  }
  return { completed: rows.length, channels, scales };
}

const answersOf = (stored: Record<string, unknown>): Answers =>
  Object.fromEntries(Object.entries(stored).map(([linkId, value]) => [linkId, answerValue.nullable().parse(value)]));
