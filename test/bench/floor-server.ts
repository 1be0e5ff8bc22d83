import pino from "pino";
import restify, { type Request, type Response } from "restify";
import { isSigned } from "../../adapters/twilio/signature.ts";
import { messagesTwiml } from "../../adapters/twilio/twiml.ts";

// What a webhook costs before a service of any kind does anything: restify, the parsers of bot/server.ts, the signature, TwiML. No database.
// Its environment: PORT, PUBLIC_URL, AUTH_TOKEN, and the ANSWER it gives to everything, with a STATUS_CALLBACK.

const { PORT, PUBLIC_URL = "", AUTH_TOKEN = "", ANSWER = "", STATUS_CALLBACK = "" } = process.env;
const server = restify.createServer({ name: "floor", log: pino({ level: "silent" }) as never });
const { bodyReader, jsonBodyParser, urlEncodedBodyParser } = restify.plugins;
server.use(bodyReader({ maxBodySize: 256 * 1024 }));
server.use(urlEncodedBodyParser({ mapParams: false, bodyReader: true } as never));
server.use(jsonBodyParser({ mapParams: false, bodyReader: true } as never));

server.post("/twilio/sms", async (request: Request, response: Response) => {
  const signature = request.headers["x-twilio-signature"];
  const options = { authToken: AUTH_TOKEN, secondaryAuthToken: undefined, publicUrl: PUBLIC_URL };
  const signed = isSigned(
    options,
    request.url ?? "",
    request.body as Record<string, unknown>,
    typeof signature === "string" ? signature : undefined,
  );
  response.writeHead(signed ? 200 : 403, { "content-type": "text/xml" });
  response.end(signed ? messagesTwiml([{ body: ANSWER, statusCallback: STATUS_CALLBACK }]) : "");
});

server.listen(Number(PORT), "127.0.0.1", () => process.send?.("ready"));
process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
