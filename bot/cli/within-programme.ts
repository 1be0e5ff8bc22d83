import { Option } from "commander";
import type pg from "pg";
import { inProgramme } from "../../domain/db.ts";
import { DomainError } from "../../domain/errors.ts";
import { findProgramme } from "../../domain/programmes/create-programme.ts";

/** The option that names a programme. */
export const ofProgramme = () => new Option("--programme <slug>", "which programme").default("demo");

/**
 * Runs a command's work in one transaction of the programme that it names.
 *
 * @throws {DomainError} `programme/unknown`
 */
export async function withinProgramme<Result>(pool: pg.Pool, slug: string, work: (db: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const programmeId = await findProgramme(pool, slug);
  if (!programmeId) throw new DomainError("programme/unknown", `There is no programme ${slug}.`);
  return inProgramme(pool, programmeId, work);
}
