import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";

/** `GET /healthz`: the process lives. */
export const health =
  ({ config }: WebContext): Route =>
  async (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        process: "web",
        pid: process.pid,
        node: process.version,
        uptimeSeconds: Math.round(process.uptime()),
        production: config.production,
      }),
    );
  };

/** A database that takes longer counts as lost: readiness must be false within 5 s. */
const PATIENCE_MS = 3000;

/** `GET /readyz`: 200 when the database answers and is migrated, else 503. */
export const ready =
  ({ pool }: WebContext): Route =>
  async (_request, response) => {
    let isReady = false;
    try {
      await Promise.race([
        pool.query("select service_now()"),
        new Promise((_, reject) => {
          setTimeout(() => reject(new Error("too slow")), PATIENCE_MS).unref();
        }),
      ]);
      isReady = true;
    } catch {}
    response.writeHead(isReady ? 200 : 503, { "content-type": "application/json" });
    response.end(JSON.stringify({ ready: isReady }));
  };
