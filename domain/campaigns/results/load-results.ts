import type { Db } from "../../db.ts";
import { loadQuestionnaire } from "../../surveys/load-questionnaires.ts";
import { type Answers, answerValue, type Questionnaire, questionnaire as questionnaireShape } from "../../surveys/questionnaire.ts";
import { instrumentOf, scoreAnswers } from "../../surveys/scoring/score-answers.ts";
import type { Campaign } from "../campaign.ts";
import { type ExactFigures, isReleaseDue, type Mode, type ReleasedFigures, releasedFigures, releaseFigures } from "./release-figures.ts";

/** How a campaign goes: how far it has come, which is counted whole, and what was answered, which is not. */
export interface CampaignResults {
  recipients: number;
  waiting: number;
  /** The offer left, whatever came of it. */
  sent: number;
  skipped: { reason: string; count: number }[];
  /** Null as long as fewer than ten have answered. */
  figures: ReleasedFigures | null;
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
    figures: await release(db, campaign, total(["answered"])),
  };
}

async function release(db: Db, campaign: Campaign, answered: number): Promise<ReleasedFigures | null> {
  // two who look at it at once release one after the other
  const { rows } = await db.query<{ results: unknown }>("select results from campaign where campaign_id = $1 for update", [campaign.id]);
  const previous = releasedFigures.nullable().parse(rows[0]?.results ?? null);
  if (!campaign.questionnaireId || !isReleaseDue(previous, answered)) return previous;
  const next = releaseFigures(previous, await loadExact(db, campaign.id, await loadQuestionnaire(db, campaign.questionnaireId)));
  await db.query("update campaign set results = $2 where campaign_id = $1", [campaign.id, next && JSON.stringify(next)]);
  return next;
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
