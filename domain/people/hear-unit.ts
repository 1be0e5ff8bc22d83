import type { Db } from "../db.ts";
import { asCode, looksLikeCode } from "../programmes/unit.ts";

/** A word, with the marks that stand on its letters. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * Looks for the code of a unit among somebody's words, and notes the unit unless they have one: by the first poster that they name. A unit that was retired is
 * noted for nobody any more; its code is still no other word.
 *
 * @returns what was said without the codes; undefined if there are none
 */
export async function hearUnit(db: Db, personId: string, text: string): Promise<string | undefined> {
  const said = (text.match(WORD) ?? []).map(asCode).filter(looksLikeCode);
  if (said.length === 0) return undefined;
  const { rows } = await db.query<{ code: string }>(
    `with found as (
       select unit_id, code, retired_at from unit where code = any($2::text[])
     ), noted as (
       update person set unit_id = first.unit_id
       from (select unit_id from found where retired_at is null order by array_position($2::text[], code) limit 1) first
       where person_id = $1 and person.unit_id is null
     )
     select code from found`,
    [personId, said],
  );
  if (rows.length === 0) return undefined;
  const codes = new Set(rows.map(({ code }) => code));
  return text
    .replace(WORD, (word) => (codes.has(asCode(word)) ? "" : word))
    .replace(/\s+/g, " ")
    .trim();
}
