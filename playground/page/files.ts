import { readdirSync, readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import type { Response, Server } from "restify";
import { local } from "../http.ts";

const WEB = join(import.meta.dirname, "../web");
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
} as const;

/** Nothing but the page's own files and its own API; cards may bring no pictures from elsewhere. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Mounts the page: one HTML file, its style sheets, its TypeScript with the types taken off, and the card library as its package ships it. */
export function mountFiles(server: Server): void {
  const named = (extension: string) => readdirSync(WEB).filter((name) => name.endsWith(extension));
  const file = (path: string, type: keyof typeof TYPES, read: () => string) => {
    let content: string | undefined;
    server.get(
      path,
      local((_request, response) => {
        content ??= read();
        send(response, TYPES[type], content);
      }),
    );
  };
  file("/playground", "html", () => readFileSync(join(WEB, "index.html"), "utf8"));
  // where a video server would open the room that the address names
  server.get(
    "/playground/video/:room",
    local((_request, response) => send(response, TYPES.html, readFileSync(join(WEB, "video.html"), "utf8"))),
  );
  for (const name of named(".css")) file(`/playground/web/${name}`, "css", () => readFileSync(join(WEB, name), "utf8"));
  file("/playground/web/icon.svg", "svg", () => readFileSync(join(WEB, "icon.svg"), "utf8"));
  for (const name of named(".ts")) file(`/playground/web/${name}`, "js", () => withoutTypes(readFileSync(join(WEB, name), "utf8")));
  file("/playground/web/adaptivecards.js", "js", () =>
    readFileSync(createRequire(import.meta.url).resolve("adaptivecards/dist/adaptivecards.min.js"), "utf8"),
  );
}

function send(response: Response, type: string, content: string): void {
  response.writeHead(200, {
    "Content-Type": type,
    "Content-Length": String(Buffer.byteLength(content)),
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
  });
  response.end(content);
}

/** Node calls the function experimental at each start; that is no news for someone who looks at a page. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
