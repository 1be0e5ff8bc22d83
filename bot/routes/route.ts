import { randomUUID } from "node:crypto";
import type { Request, Response } from "restify";

/** A handler of ours answers by itself and returns nothing: restify logs whatever an async handler returns. */
export type Route = (request: Request, response: Response) => Promise<void>;

/** From the provider, and into a page of ours. */
export const MAX_SMALL_BODY_BYTES = 64 * 1024;

/** What stands in the query of a request's address. */
export const queryOf = ({ url = "" }: Request): Record<string, string> =>
  Object.fromEntries(new URL(url, "http://here.invalid").searchParams);

/** Answers an error as everywhere: a stable code, and a reference that the log has too. */
export function answerError(response: Response, statusCode: number, code: string, ref: string = randomUUID()): void {
  response.writeHead(statusCode, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: code, ref }));
}
