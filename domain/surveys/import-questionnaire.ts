import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Locale } from "../locale.ts";
import { checkQuestionnaire, fitsAnywhere, SURVEY_CHANNELS } from "./check-questionnaire.ts";
import { askedItems, optionsOf, scaleOf } from "./items.ts";
import { shippedQuestionnaires } from "./load-questionnaires.ts";
import { type Questionnaire, questionnaire } from "./questionnaire.ts";
import { localesOf, textOf } from "./wording.ts";

/** Instruments of others: a programme may translate them, and not change them. */
const OTHERS = ["phq4", "gad7", "phq9", "who5", "semcd6", "loneliness"];

/**
 * Makes a questionnaire the programme's own, in place of its active one or of the one that comes with the service. As a draft it is kept and sent to nobody.
 * A version that is there stays what it is: what people answered must stay readable.
 *
 * @throws {DomainError} `questionnaire/refused`, `questionnaire/version-taken`
 */
export async function importQuestionnaire(db: Db, own: Questionnaire): Promise<void> {
  const { name, version, status } = own;
  const check = checkQuestionnaire(own);
  if (!fitsAnywhere(check)) {
    const why = [...check.problems, ...SURVEY_CHANNELS.flatMap((channel) => check.channels[channel].findings)];
    throw new DomainError("questionnaire/refused", ["It fits no channel.", ...why.map(({ sentence }) => sentence)].join("\n"));
  }
  if (status === "retired") throw new DomainError("questionnaire/refused", "Its status is retired: it would be sent to nobody.");
  const shipped = shippedQuestionnaires.get(name);
  if (shipped && OTHERS.includes(name) && !keepsWording(shipped, own))
    throw new DomainError(
      "questionnaire/refused",
      `${name} is an instrument of others, whose wording and scores are not ours to change. Add a translation, or give your own form another name.`,
    );
  const taken = new DomainError(
    "questionnaire/version-taken",
    `${name} ${version} is there with other content. Give yours another version.`,
  );
  if (shipped?.version === version && !sameContent(shipped, own)) throw taken;

  // two imports of one name: the second sees what the first did
  await db.query("select pg_advisory_xact_lock(hashtextextended('questionnaire ' || current_programme()::text || $1, 0))", [name]);
  if (status === "active")
    await db.query(
      "update questionnaire set status = 'retired' where name = $1 and version <> $2 and imported and status = 'active' and programme_id = current_programme()",
      [name, version],
    );
  const { rowCount } = await db.query(
    `insert into questionnaire as q (programme_id, name, version, status, content, imported)
     values (current_programme(), $1, $2, $3, $4, true)
     on conflict (programme_id, name, version) do update
       set imported = true, status = excluded.status, content = excluded.content
       where q.content - 'status' = excluded.content - 'status'`,
    [name, version, status, JSON.stringify(own)],
  );
  if (rowCount === 0) throw taken;
}

/** A questionnaire of a programme, as lists show it. */
export interface ListedQuestionnaire {
  questionnaire: Questionnaire;
  status: Questionnaire["status"];
  /** The programme's own; else it comes with the service. */
  own: boolean;
}

/** Every questionnaire that a programme has: its own, all versions, and those that come with the service and have no active one of its own before them. */
export async function listQuestionnaires(db: Db): Promise<ListedQuestionnaire[]> {
  const { rows } = await db.query<{ status: Questionnaire["status"]; content: unknown }>(
    "select status, content from questionnaire where imported order by name, created_at",
  );
  const own = rows.map(({ status, content }) => ({ questionnaire: questionnaire.parse(content), status, own: true }));
  const replaced = new Set(own.filter(({ status }) => status === "active").map(({ questionnaire: { name } }) => name));
  const shipped = [...shippedQuestionnaires.values()]
    .filter(({ name }) => !replaced.has(name))
    .map((one) => ({ questionnaire: one, status: one.status, own: false }));
  return [...own, ...shipped].sort((a, b) => a.questionnaire.name.localeCompare(b.questionnaire.name));
}

const sameContent = ({ status: _, ...one }: Questionnaire, { status: __, ...other }: Questionnaire): boolean =>
  canonical(one) === canonical(other);

/** JSON that does not depend on the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function keepsWording(shipped: Questionnaire, own: Questionnaire): boolean {
  return localesOf(shipped).every((locale) => canonical(wordsOf(shipped, locale)) === canonical(wordsOf(own, locale)));
}

function wordsOf(of: Questionnaire, locale: Locale): unknown {
  return askedItems(of).map(({ item, groups }) => ({
    linkId: item.linkId,
    type: item.type,
    texts: [...groups, item].map((one) => textOf(of, one, locale) ?? null),
    options: optionsOf(of, item, locale).map(({ text, ordinal }) => [text, ordinal ?? null]),
    scale: scaleOf(of, item, locale) ?? null,
  }));
}
