import { randomBytes } from "node:crypto";
import { DateTime } from "luxon";
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
  const { rows } = await db.query<{ expires: Date }>(
    `insert into questionnaire_link (programme_id, token_key, questionnaire_id, unit, expires_at)
     values (current_programme(), $1, $2, $3, turn_now() + make_interval(days => $4)) returning expires_at as expires`,
    [tokenKey(secret, token), await freezeQuestionnaire(db, name), named, days],
  );
  return { token, expiresAt: DateTime.fromJSDate(rows[0]!.expires) };
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
