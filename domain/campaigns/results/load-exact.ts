import type { Db } from "../../db.ts";
import { type Answers, answerValue, type Questionnaire, questionnaire as questionnaireShape } from "../../surveys/questionnaire.ts";
import { instrumentOf, scoreAnswers } from "../../surveys/scoring/score-answers.ts";
import type { ExactFigures, Mode } from "./release-figures.ts";

/** So many forms are read at a time: neither the statement nor what is made of it holds up anybody else for long. */
const AT_A_TIME = 1000;

interface Row {
  id: string;
  completed: boolean;
  mode: Mode | null;
  answers: Record<string, unknown> | null;
  entry: Record<string, unknown> | null;
  entryAsked: unknown;
}

/**
 * What was answered to a campaign, and by the same people at entry.
 *
 * @param asked the version that it asks
 */
export async function loadExact(db: Db, campaignId: string, asked: Questionnaire): Promise<ExactFigures> {
  const figures: ExactFigures = { completed: 0, channels: {}, scales: scalesOf(asked) };
  let rows: Row[];
  let after = "00000000-0000-0000-0000-000000000000";
  do {
    rows = await readAfter(db, campaignId, after);
    for (const row of rows.filter(({ completed }) => completed)) add(figures, asked, row);
    after = rows.at(-1)?.id ?? after;
  } while (rows.length === AT_A_TIME);
  return figures;
}

async function readAfter(db: Db, campaignId: string, after: string): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    // a form has its recipient's id
    `select r.recipient_id as id, f.response_id is not null as completed, own.mode, own.answers, (
         select jsonb_object_agg(a.link_id, a.value) from questionnaire_answer a where a.response_id = e.response_id and not a.late) as entry,
       -- of another version it is scored as it was asked
       case when e.questionnaire_id <> f.questionnaire_id then (select q.content from questionnaire q where q.questionnaire_id = e.questionnaire_id) end as "entryAsked"
     from (
       select recipient_id from campaign_recipient where campaign_id = $1 and state = 'answered' and response_id = recipient_id and recipient_id > $2
       order by recipient_id limit ${AT_A_TIME}
     ) r
     left join questionnaire_response f on f.response_id = r.recipient_id and f.state = 'completed'
     left join lateral (
       select jsonb_object_agg(a.link_id, a.value) as answers, (array_agg(a.mode order by a.answered_at desc, a.link_id desc))[1] as mode
       from questionnaire_answer a where a.response_id = f.response_id and not a.late
     ) own on true
     left join lateral (
       select e.response_id, e.questionnaire_id from questionnaire_response e
       where e.person_id = f.person_id and e.questionnaire_name = f.questionnaire_name and e.occasion = 'entry' and e.state = 'completed'
         -- who was asked at entry after the campaign is compared with nothing
         and e.completed_at < f.completed_at
       order by e.completed_at limit 1
     ) e on true
     order by r.recipient_id`,
    [campaignId, after],
  );
  return rows;
}

const scalesOf = (asked: Questionnaire): ExactFigures["scales"] =>
  Object.fromEntries(
    Object.entries(instrumentOf(asked)?.scales ?? {}).map(([name, { better }]) => [name, { better, values: [], pairs: [] }]),
  );

function add(figures: ExactFigures, asked: Questionnaire, { mode, answers, entry, entryAsked }: Row): void {
  figures.completed++;
  if (mode) figures.channels[mode] = (figures.channels[mode] ?? 0) + 1;
  const then = entry ? scoreAnswers(entryAsked ? questionnaireShape.parse(entryAsked) : asked, answersOf(entry)) : [];
  for (const { scale, value } of scoreAnswers(asked, answersOf(answers ?? {}))) {
    const before = then.find((one) => one.scale === scale);
    figures.scales[scale]?.values.push(value);
    if (before) figures.scales[scale]?.pairs.push({ before: before.value, now: value });
  }
}

const answersOf = (stored: Record<string, unknown>): Answers =>
  Object.fromEntries(Object.entries(stored).map(([linkId, value]) => [linkId, answerValue.nullable().parse(value)]));
