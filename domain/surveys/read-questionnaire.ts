import type { Finding } from "./finding.ts";
import { type Questionnaire, questionnaire } from "./questionnaire.ts";

/** Items within items: nobody reads a form that goes deeper, and a file made to be deep must not exhaust us. */
const MOST_DEPTH = 5;
/** A file made to be long neither. */
const MOST_ITEMS = 200;

/** Reads a file that somebody wrote: a FHIR R4 Questionnaire in JSON, or what it is not. */
export function readQuestionnaire(text: string): { questionnaire: Questionnaire } | { findings: Finding[] } {
  let read: unknown;
  try {
    read = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    return { findings: [{ code: "not-json", sentence: `It is not JSON: ${(error as Error).message}.` }] };
  }
  const { resourceType } = Object(read) as { resourceType?: unknown };
  if (resourceType !== "Questionnaire") {
    const is = typeof resourceType === "string" ? `a FHIR ${JSON.stringify(resourceType.slice(0, 40))}` : "no FHIR resource";
    return { findings: [{ code: "not-a-questionnaire", sentence: `It is ${is}; a Questionnaire is wanted.` }] };
  }
  const size = sizeFinding(read);
  if (size) return { findings: [size] };
  const parsed = questionnaire.safeParse(read);
  if (parsed.success) return { questionnaire: parsed.data };
  return { findings: parsed.error.issues.map(({ path, message }) => findingOf(read, path, message)) };
}

/** Level by level, since what is measured may be deeper than a stack. */
function sizeFinding(read: unknown): Finding | undefined {
  let level: unknown[] = [read];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) return { code: "too-deep", sentence: `Items are nested more than ${MOST_DEPTH} deep.` };
    level = level.flatMap((one) => {
      const { item } = Object(one) as { item?: unknown };
      return Array.isArray(item) ? item : [];
    });
    count += level.length;
    if (count > MOST_ITEMS) return { code: "malformed", sentence: `It has more than ${MOST_ITEMS} items.` };
  }
  return undefined;
}

function findingOf(read: unknown, path: PropertyKey[], message: string): Finding {
  let at = read;
  let linkId: string | undefined;
  for (const key of path) {
    at = Object(at)[key];
    const named: unknown = Object(at).linkId;
    if (typeof named === "string") linkId = named;
  }
  const of = linkId === undefined ? {} : { linkId };
  if (path.at(-1) === "type" && linkId !== undefined && typeof at === "string")
    return { code: "unsupported", ...of, sentence: `Item ${linkId}: the type ${JSON.stringify(at.slice(0, 40))} is not supported.` };
  return { code: "malformed", ...of, sentence: `${path.map(String).join(".") || "The whole"}: ${message}.` };
}
