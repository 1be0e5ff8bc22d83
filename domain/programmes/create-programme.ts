import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Locale } from "../locale.ts";

export interface NewProgramme {
  /** How commands name it: lower case letters, digits and dashes. */
  slug: string;
  /** What people are told they talk to. */
  name: string;
  locale: Locale;
  zone: string;
}

/**
 * Makes a programme; the rest of the transaction is then in it.
 *
 * @returns its id
 * @throws {DomainError} `programme/taken`
 */
export async function createProgramme(db: Db, { slug, name, locale, zone }: NewProgramme): Promise<string> {
  if (await findProgramme(db, slug)) throw new DomainError("programme/taken", `There is a programme ${slug} already.`);
  const { rows } = await db.query<{ id: string }>("select gen_random_uuid() as id");
  const id = rows[0]?.id ?? "";
  await db.query("select set_config('passerelle.programme', $1, true)", [id]);
  await db.query("insert into programme (programme_id, name, locale, zone) values ($1, $2, $3, $4)", [id, name, locale, zone]);
  await db.query("insert into programme_slug (slug, programme_id) values ($1, $2)", [slug, id]);
  return id;
}

/** The id of the programme with that slug. */
export async function findProgramme(db: Db, slug: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>("select programme_id as id from programme_slug where slug = $1", [slug]);
  return rows[0]?.id;
}
