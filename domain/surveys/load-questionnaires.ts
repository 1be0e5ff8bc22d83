import { readdirSync, readFileSync } from "node:fs";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import { type Questionnaire, questionnaire } from "./questionnaire.ts";

/** The questionnaires that come with the service, by name; drafts too, which nobody is sent. */
export const shippedQuestionnaires: ReadonlyMap<string, Questionnaire> = readFolder(new URL("./shipped/", import.meta.url));

/** Reads every questionnaire of a folder and of those within it; a file that was taken away is not missed. */
export function readFolder(folder: URL): Map<string, Questionnaire> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".json"))
      .sort()
      .map((path) => {
        const read = questionnaire.parse(JSON.parse(readFileSync(new URL(path.replaceAll("\\", "/"), folder), "utf8")));
        return [read.name, read];
      }),
  );
}

/** The questionnaire that a programme asks by a name: its own active one, or else the one that comes with the service, unless that is a draft. */
export async function findQuestionnaire(db: Db, name: string): Promise<Questionnaire | undefined> {
  return (await findOwn(db, name))?.content ?? findShipped(name);
}

/**
 * Fixes the version that somebody is asked: what is edited or comes with a new release afterwards does not touch it.
 *
 * @returns the id of its row, by which `loadQuestionnaire` gives it
 * @throws {DomainError} `questionnaire/unknown`
 */
export async function freezeQuestionnaire(db: Db, name: string): Promise<string> {
  const own = await findOwn(db, name);
  if (own) return own.id;
  const shipped = findShipped(name);
  if (!shipped) throw new DomainError("questionnaire/unknown", `The programme has no questionnaire ${name} to send.`);
  await db.query(
    `insert into questionnaire (programme_id, name, version, content)
     values (current_programme(), $1, $2, $3)
     on conflict do nothing`,
    [name, shipped.version, JSON.stringify(shipped)],
  );
  const { rows } = await db.query<{ id: string }>("select questionnaire_id as id from questionnaire where name = $1 and version = $2", [
    name,
    shipped.version,
  ]);
  return rows[0]!.id;
}

/**
 * A questionnaire in the version that was fixed.
 *
 * @throws {DomainError} `questionnaire/unknown`
 */
export async function loadQuestionnaire(db: Db, questionnaireId: string): Promise<Questionnaire> {
  const { rows } = await db.query<{ content: unknown }>("select content from questionnaire where questionnaire_id = $1", [questionnaireId]);
  if (!rows[0]) throw new DomainError("questionnaire/unknown", "The programme has no such questionnaire.");
  return questionnaire.parse(rows[0].content);
}

async function findOwn(db: Db, name: string): Promise<{ id: string; content: Questionnaire } | undefined> {
  const { rows } = await db.query<{ id: string; content: unknown }>(
    "select questionnaire_id as id, content from questionnaire where name = $1 and imported and status = 'active'",
    [name],
  );
  return rows[0] && { id: rows[0].id, content: questionnaire.parse(rows[0].content) };
}

function findShipped(name: string): Questionnaire | undefined {
  const shipped = shippedQuestionnaires.get(name);
  return shipped?.status === "active" ? shipped : undefined;
}
