import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import { cleanText } from "../understanding/clean-text.ts";
import { normaliseWords } from "../understanding/normalise.ts";

/** A ward, a practice, a town hall: where a programme's posters hang. */
export interface Unit {
  name: string;
  /** What its posters say to write. It names the unit for good. */
  code: string;
  /** Its code still counts for whoever is new. */
  isOpen: boolean;
}

const LONGEST_NAME = 60;
/** Shorter is said in passing ("T21", "B12"), and eight characters are an invitation. */
const CODE_LENGTH = { least: 4, most: 7 };

/** Words of a text as codes are compared: without accents, in capitals. */
export const asCode = (word: string): string => normaliseWords(word).toUpperCase();

/** Whether a word may be the code of some unit: a letter first, and a digit. So no word that people use is one, and no number, hour or dose ("14h30", "10mg"). */
export const looksLikeCode = (word: string): boolean =>
  word.length >= CODE_LENGTH.least && word.length <= CODE_LENGTH.most && /^[A-Z](?=.*[0-9])[A-Z0-9]+$/.test(word);

/**
 * Adds a unit; one that was retired, by the same name and code, takes newcomers again.
 *
 * @param actorId the coordinator who adds it; null: the operator
 * @param code as it is to stand on posters; without one it is made from the name
 * @param meansSomething whether a code is a word that is understood as something else
 * @throws {DomainError} `unit/refused` with the reason
 */
export async function addUnit(
  db: Db,
  actorId: string | null,
  given: { name: string; code?: string | undefined },
  meansSomething: (code: string) => boolean,
): Promise<Unit> {
  const name = cleanText(given.name);
  if (!name || name.length > LONGEST_NAME) throw new DomainError("unit/refused", `A unit's name has 1 to ${LONGEST_NAME} characters.`);
  const code = given.code === undefined ? await makeCode(db, name, meansSomething) : readCode(given.code, meansSomething);
  const { rows } = await db.query<{ id: string }>(
    `insert into unit (programme_id, name, code) values (current_programme(), $1, $2) on conflict do nothing returning unit_id as id`,
    [name, code],
  );
  const id = rows[0]?.id ?? (await reopen(db, name, code));
  await recordAudit(db, actorId, "add-unit", id);
  return { name, code, isOpen: true };
}

/** @throws {DomainError} `unit/refused` */
function readCode(given: string, meansSomething: (code: string) => boolean): string {
  const code = asCode(given);
  if (code && !code.includes(" ") && meansSomething(code))
    throw new DomainError("unit/refused", `${code} means something else when people write it, so it can't be a code. Take another.`);
  if (!looksLikeCode(code))
    throw new DomainError(
      "unit/refused",
      `A code has ${CODE_LENGTH.least} to ${CODE_LENGTH.most} letters and digits, a letter first and a digit somewhere, without a space or a dash, such as GASTRO7: so nobody writes it by chance.`,
    );
  return code;
}

async function reopen(db: Db, name: string, code: string): Promise<string> {
  const { rows: again } = await db.query<{ id: string }>(
    "update unit set retired_at = null, name = $1 where code = $2 and lower(name) = lower($1) and retired_at is not null returning unit_id as id",
    [name, code],
  );
  if (again[0]) return again[0].id;
  const { rows } = await db.query<{ name: string; code: string }>(
    "select name, code from unit where code = $2 or lower(name) = lower($1)",
    [name, code],
  );
  const same = rows.find((unit) => unit.code === code);
  throw new DomainError(
    "unit/refused",
    same
      ? `The code ${code} is that of ${same.name}, also if that was retired: its posters may still hang. Take another.`
      : `There is a unit called ${rows[0]?.name ?? name} already, with the code ${rows[0]?.code ?? ""}.`,
  );
}

/** The first free one of GASTRO1, GASTRO2 ... for "Gastro-entérologie". */
async function makeCode(db: Db, name: string, meansSomething: (code: string) => boolean): Promise<string> {
  const words = asCode(name)
    .split(" ")
    .map((word) => word.replace(/[^A-Z]/g, ""));
  const letters = words.find((word) => word.length >= 3) ?? (words.join("") || "UNIT");
  const { rows } = await db.query<{ code: string }>("select code from unit");
  const taken = new Set(rows.map(({ code }) => code));
  for (let count = 1; count < 1000; count++) {
    const digits = String(count).padStart(CODE_LENGTH.least - letters.length, "0");
    const code = letters.slice(0, CODE_LENGTH.most - digits.length) + digits;
    if (!taken.has(code) && !meansSomething(code)) return code;
  }
  throw new DomainError("unit/refused", `No code can be made of "${name}". Give one with --code.`);
}

/** Every unit, by name; those that were retired last. */
export async function listUnits(db: Db): Promise<Unit[]> {
  const { rows } = await db.query<Unit>(
    `select name, code, retired_at is null as "isOpen" from unit order by retired_at is not null, lower(name)`,
  );
  return rows;
}

/** The units that are named by their codes, by name. */
export async function namedUnits(db: Db, codes: string[] = []): Promise<Unit[]> {
  return codes.length > 0 ? (await listUnits(db)).filter(({ code }) => codes.includes(code)) : [];
}

/** How many patients came by each unit's posters, by code. */
export async function countPatients(db: Db): Promise<Map<string, number>> {
  const { rows } = await db.query<{ code: string; count: number }>(
    `select unit.code, count(*)::integer as count
     from unit join person on person.programme_id = unit.programme_id and person.unit_id = unit.unit_id
     join patient on patient.programme_id = person.programme_id and patient.person_id = person.person_id
     group by unit.code`,
  );
  return new Map(rows.map(({ code, count }) => [code, count]));
}

/**
 * Lets nobody new come by a unit's code. Whoever came by it stays of it, also in the audience of a campaign.
 *
 * @param said its code or its name
 * @throws {DomainError} `unit/unknown`
 */
export async function retireUnit(db: Db, actorId: string | null, said: string): Promise<string> {
  const { rows } = await db.query<{ id: string; name: string }>(
    `update unit set retired_at = turn_now()
     where unit_id = (select unit_id from unit where (code = $1 or lower(name) = lower($2)) and retired_at is null order by code = $1 desc limit 1)
     returning unit_id as id, name`,
    [asCode(said), cleanText(said)],
  );
  const [retired] = rows;
  if (!retired) throw new DomainError("unit/unknown", `No unit has the code or name ${said}, or it is retired already.`);
  await recordAudit(db, actorId, "retire-unit", retired.id);
  return retired.name;
}
