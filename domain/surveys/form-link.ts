import { randomBytes } from "node:crypto";
import { DateTime } from "luxon";
import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import { addressKey } from "../people/address-key.ts";
import { cleanText } from "../understanding/clean-text.ts";
import { freezeQuestionnaire } from "./load-questionnaires.ts";
import { type Questionnaire, questionnaire } from "./questionnaire.ts";

const MOST_DAYS = 365;
const LONGEST_UNIT = 80;

/** 128 bits in digits and lower case letters, so that no mail cuts the link off at a sign. */
const TOKEN_BYTES = 16;

/** As `questionnaire links` shows it, or more of it. */
const SHORTEST_ID = /^[0-9a-f]{8}[0-9a-f-]{0,28}$/;

/** A way to a questionnaire for who is no person of the service. */
export interface FormLink {
  id: string;
  questionnaireId: string;
  questionnaire: Questionnaire;
  programmeName: string;
  /** Where those who answer work. */
  unit: string | null;
}

/**
 * Makes a link's token: whoever has it may answer until it expires. Only its keyed hash is kept. The questionnaire's version is fixed.
 *
 * @throws {DomainError} `questionnaire/unknown`, `questionnaire/refused`
 */
export async function makeFormLink(
  db: Db,
  secret: Buffer,
  { name, unit, days }: { name: string; unit: string | null; days: number },
): Promise<{ token: string; expiresAt: DateTime }> {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new DomainError("questionnaire/refused", `A link is good for 1 to ${MOST_DAYS} days.`);
  const named = unit === null ? null : cleanText(unit);
  if (named === "" || (named && named.length > LONGEST_UNIT))
    throw new DomainError("questionnaire/refused", `A unit's name has 1 to ${LONGEST_UNIT} characters.`);
  const token = randomBytes(TOKEN_BYTES).toString("hex");
  const { rows } = await db.query<{ id: string; expires: Date }>(
    `insert into questionnaire_link (programme_id, token_key, questionnaire_id, unit, expires_at)
     values (current_programme(), $1, $2, $3, turn_now() + make_interval(days => $4)) returning link_id as id, expires_at as expires`,
    [tokenKey(secret, token), await freezeQuestionnaire(db, name), named, days],
  );
  const { id, expires } = rows[0]!;
  await recordAudit(db, null, "make-form-link", id);
  return { token, expiresAt: DateTime.fromJSDate(expires) };
}

/** A link as it can be listed: without what opens it. */
export interface ListedFormLink {
  id: string;
  /** The questionnaire's name. */
  name: string;
  version: string;
  unit: string | null;
  expiresAt: DateTime;
  isOpen: boolean;
  /** How many forms came by it. */
  forms: number;
}

/** The programme's links, those that end last first. */
export async function listFormLinks(db: Db): Promise<ListedFormLink[]> {
  const { rows } = await db.query<Omit<ListedFormLink, "expiresAt"> & { expires: Date }>(
    `select l.link_id as id, q.name, q.version, l.unit, l.expires_at as expires, l.expires_at > turn_now() as "isOpen",
       (select count(*)::integer from questionnaire_response r where r.link_id = l.link_id) as forms
     from questionnaire_link l
     join questionnaire q on q.questionnaire_id = l.questionnaire_id
     order by l.expires_at desc, l.link_id`,
  );
  return rows.map(({ expires, ...link }) => ({ ...link, expiresAt: DateTime.fromJSDate(expires) }));
}

/**
 * Ends a link before its time, for good: whoever opens it, or sends a page of it, is told that it is no longer of use. What came by it stays.
 *
 * @param given its id or the beginning of it, or the link itself
 * @throws {DomainError} `questionnaire/unknown-link`: no open link is meant, or several are
 */
export async function endFormLink(db: Db, secret: Buffer, given: string): Promise<ListedFormLink> {
  const [token] = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/.exec(given) ?? [];
  const { rows } = await db.query<{ id: string }>(
    "select link_id as id from questionnaire_link where expires_at > turn_now() and (token_key = $1 or starts_with(link_id::text, $2)) limit 2 for update",
    [token ? tokenKey(secret, token) : null, SHORTEST_ID.test(given) ? given : null],
  );
  const [found, another] = rows;
  if (!found || another)
    throw new DomainError(
      "questionnaire/unknown-link",
      "No open link of this programme is meant, or more than one: `questionnaire links` lists them.",
    );
  await db.query("update questionnaire_link set expires_at = turn_now() where link_id = $1", [found.id]);
  await recordAudit(db, null, "end-form-link", found.id);
  return (await listFormLinks(db)).find(({ id }) => id === found.id)!;
}

/** What a token of the present programme opens; undefined if it never did, or does not any more. Looking uses nothing up. */
export async function findFormLink(db: Db, secret: Buffer, token: string): Promise<FormLink | undefined> {
  const { rows } = await db.query<Omit<FormLink, "questionnaire"> & { content: unknown }>(
    `select l.link_id as id, l.questionnaire_id as "questionnaireId", l.unit, q.content, p.name as "programmeName"
     from questionnaire_link l
     join questionnaire q on q.questionnaire_id = l.questionnaire_id
     join programme p on p.programme_id = l.programme_id
     where l.token_key = $1 and l.expires_at > turn_now()`,
    [tokenKey(secret, token)],
  );
  if (!rows[0]) return undefined;
  const { content, ...link } = rows[0];
  return { ...link, questionnaire: questionnaire.parse(content) };
}

const tokenKey = (secret: Buffer, token: string): string => addressKey(secret, `questionnaire:${token}`);
