import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "restify";
import { isLocalRequest } from "./guard.ts";

/** Answers one request; what it throws becomes a 500 that says nothing of the cause. */
export type Handler = (request: Request, response: Response) => Promise<void> | void;

/** Puts the loopback guard before a handler. Every route of the playground goes through here. */
export function local(handler: Handler): RequestHandler {
  return async (request: Request, response: Response) => {
    if (!isLocalRequest(request)) {
      response.writeHead(403, { "Content-Length": "0" });
      response.end();
      return;
    }
    try {
      await handler(request, response);
    } catch {
      if (!response.headersSent) sendJson(response, 500, { error: "playground/failed" });
      else response.end();
    }
  };
}

/** Sends JSON that no cache keeps. */
export function sendJson(response: Response, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(text)),
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(text);
}

/** The parsed body as a plain record; anything else reads as empty. A field sent twice is an array and so never a string. */
export function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
}

/** A part of the path, decoded. */
export function pathPart(request: Request, name: string): string {
  const part: unknown = (request.params as Record<string, unknown> | undefined)?.[name];
  return typeof part === "string" ? part : "";
}

/** Compares secrets in a time that does not tell where they differ. */
export function equalSecrets(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
