import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

// A provider that takes every message, and does no more: its environment is PORT. GET /taken says how many it took, and how many different ones, by
// the delivery that their status callback names.

let taken = 0;
const different = new Set<string>();

const server = createServer(async (request, response) => {
  const json = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (request.url === "/taken") return json(200, { taken, different: different.size });
  // nobody has written to us
  if (request.method !== "POST") return json(200, { messages: [], next_page_uri: null, page: 0, page_size: 50 });
  const fields = new URLSearchParams(await bodyOf(request));
  const sid = `SM${randomBytes(16).toString("hex")}`;
  taken++;
  different.add(fields.get("StatusCallback") ?? sid);
  const at = new Date().toUTCString();
  return json(201, {
    sid,
    to: fields.get("To"),
    from: fields.get("From"),
    body: fields.get("Body"),
    direction: "outbound-api",
    status: "queued",
    num_media: "0",
    num_segments: "1",
    date_created: at,
    date_sent: null,
    date_updated: at,
    error_code: null,
    uri: "",
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
