import { randomUUID } from "node:crypto";
import pino from "pino";
import restify, { type Next, type Request, type Response, type Server } from "restify";
import type { Log } from "./log.ts";
import { beforeData, data } from "./routes/data.ts";
import { health, ready } from "./routes/health.ts";
import { meet } from "./routes/meet.ts";
import { messages } from "./routes/messages.ts";
import { questionnaire, submitQuestionnaire } from "./routes/questionnaire.ts";
import { answerError, MAX_SMALL_BODY_BYTES, type Route } from "./routes/route.ts";
import { session } from "./routes/session.ts";
import { sms } from "./routes/sms.ts";
import { status } from "./routes/status.ts";
import { voice } from "./routes/voice.ts";
import { voiceOut, voiceOutEnded } from "./routes/voice-out.ts";
import { voiceStatus } from "./routes/voice-status.ts";
import type { WebContext } from "./web-context.ts";

const MAX_URL_BYTES = 2 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_BODY_BYTES = 256 * 1024;
const SLOW_BODY_MS = 15_000;
const MAX_IN_FLIGHT = 200;

/** The web process's server: the whole route table, and the limits before it. */
export function createServer(context: WebContext): Server {
  const server = restify.createServer({
    name: "passerelle",
    log: pino({ level: "silent" }) as never,
    httpServerOptions: { maxHeaderSize: MAX_HEADER_BYTES },
    handleUncaughtExceptions: false,
  } as restify.ServerOptions);
  server.server.requestTimeout = SLOW_BODY_MS;
  server.server.headersTimeout = SLOW_BODY_MS;

  server.pre(limitInFlight());
  server.pre(limitRequest);
  // no multipart parser: nothing here takes files
  server.use(restify.plugins.bodyReader({ maxBodySize: MAX_BODY_BYTES }));
  const { jsonBodyParser, urlEncodedBodyParser } = restify.plugins;
  server.use(urlEncodedBodyParser({ mapParams: false, bodyReader: true } as never));
  server.use(jsonBodyParser({ mapParams: false, bodyReader: true } as never));

  const route = (handler: Route) => guarded(handler, context.log);
  server.post("/twilio/sms", route(sms(context)));
  server.post("/twilio/status", route(status(context)));
  server.post("/twilio/session/:step", route(session(context)));
  server.post("/twilio/voice", route(voice(context)));
  server.post("/twilio/voice/out", route(voiceOut(context)));
  server.post("/twilio/voice/out/ended", route(voiceOutEnded(context)));
  server.post("/twilio/voice/status", route(voiceStatus(context)));
  server.post("/api/messages", route(messages(context)));
  server.get("/data/:token", route(beforeData(context)));
  server.post("/data/:token", route(data(context)));
  server.get("/meet/:token", route(meet(context)));
  server.get("/questionnaire/:programme/:token", route(questionnaire(context)));
  server.post("/questionnaire/:programme/:token", route(submitQuestionnaire(context)));
  server.get("/healthz", route(health(context)));
  server.get("/readyz", route(ready(context)));

  // restify's own refusals (no such route, a body that is no JSON) in our words, without the request's content
  server.on("restifyError", (_request: Request, response: Response, error: { statusCode?: number }, done: () => void) => {
    const statusCode = error.statusCode ?? 500;
    if (!response.headersSent)
      answerError(
        response,
        statusCode,
        statusCode === 413 ? "request/too-large" : statusCode === 404 ? "request/no-such-page" : "request/malformed",
      );
    // restify goes on to send its own answer, and a second one would throw outside of every handler
    response.send = () => response;
    return done();
  });
  return server;
}

function guarded(handler: Route, log: Log): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      const ref = randomUUID();
      log.error("request failed", { route: request.getRoute().path as string, ref, error });
      // the provider and Teams both try again on a 5xx
      if (!response.headersSent) answerError(response, 503, "service/try-later", ref);
      else response.end();
    }
  };
}

function limitInFlight() {
  let inFlight = 0;
  return (_request: Request, response: Response, next: Next) => {
    if (inFlight >= MAX_IN_FLIGHT) {
      response.setHeader("Retry-After", "2");
      answerError(response, 503, "service/busy");
      return next(false);
    }
    inFlight++;
    response.once("close", () => {
      inFlight--;
    });
    return next();
  };
}

function limitRequest(request: Request, response: Response, next: Next): void {
  const refused = refusal(request);
  if (!refused) {
    next();
    return;
  }
  // the body is not read: the connection can't be used again
  response.setHeader("Connection", "close");
  answerError(response, ...refused);
  next(false);
}

function refusal(request: Request): [number, string] | undefined {
  // restify makes a URL of it, and throws outside of every handler
  if (!URL.canParse(`http://${request.headers.host ?? "localhost"}`)) return [400, "request/malformed"];
  if ((request.url?.length ?? 0) > MAX_URL_BYTES) return [414, "request/url-too-long"];
  const length = Number(request.headers["content-length"] ?? 0);
  const most = /^\/(twilio|questionnaire)\//.test(request.url ?? "") ? MAX_SMALL_BODY_BYTES : MAX_BODY_BYTES;
  if (length > most) return [413, "request/too-large"];
  if (request.headers["content-encoding"]) return [415, "request/encoded"];
  if (request.headers["content-type"]?.toLowerCase().startsWith("multipart/")) return [415, "request/multipart"];
  return undefined;
}
