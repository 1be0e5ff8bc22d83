import type { Server } from "restify";
import * as z from "zod";
import { isSameOrigin } from "../guard.ts";
import { local, sendJson } from "../http.ts";
import type { Refused } from "../telephone/telephones.ts";
import { type Parts, viewOf } from "./view.ts";

/** A proxy or a sleeping laptop cuts a silent stream. */
const HEARTBEAT_MS = 15_000;

const language = z.enum(["fr", "en"]).default("fr");
const text = z.string().min(1).max(1600);
const sms = z.object({ from: z.string(), text, to: z.string().optional() });
const account = z.enum(["peer", "coordinator"]);
const chatMessage = z.object({ account, text, language });
const opening = z.object({ language });
const shownCard = z.object({ account, activityId: z.string(), cardIndex: z.number().int().min(0).default(0), language });
const clockTarget = z.object({
  to: z.union([z.enum(["quarter-hour", "hour", "day", "next"]), z.object({ wallTime: z.iso.datetime({ local: true }) })]),
});
const cardAction = shownCard.extend({
  action: z.object({
    type: z.enum(["Action.Execute", "Action.Submit"]),
    id: z.string().optional(),
    title: z.string().optional(),
    verb: z.string().optional(),
    data: z.record(z.string(), z.unknown()).default({}),
  }),
});

const phone = z.object({ phone: z.string() });
const callStart = z.object({ from: z.string(), to: z.string(), withheld: z.boolean().default(false) });
const deed = phone.extend({ deed: z.enum(["answer", "answer-slowly", "reject", "ignore", "stay-silent", "hang-up"]) });
const keys = phone.extend({ keys: z.string().regex(/^[0-9*#]{1,32}$/) });
const words = phone.extend({ text: z.string().min(1).max(500), confidence: z.number().min(0).max(1).optional() });
const callbackOrder = z.object({ order: z.enum(["normal", "late", "twice", "shuffled"]) });

/**
 * Mounts the page's own API: state, events, and what the people do. Only the page itself may post to it.
 *
 * @returns a function that ends the open event streams
 */
export function mountApi(server: Server, parts: Parts): () => void {
  const { store, phones, telephone, chats, clock, deliveries } = parts;
  const { telephones, callbacks } = telephone;
  const watched = [phones, clock, deliveries];
  const view = () => viewOf(parts);
  const streams = new Set<() => void>();
  const post = <Body>(name: string, schema: z.ZodType<Body>, act: (body: Body) => Promise<[number, unknown]> | [number, unknown]) =>
    server.post(
      `/playground/api/${name}`,
      local(async (request, response) => {
        if (!isSameOrigin(request)) return sendJson(response, 403, { error: "playground/other-origin" });
        const body = schema.safeParse(request.body ?? {});
        if (!body.success) return sendJson(response, 400, { error: "playground/bad-request" });
        const [status, answer] = await act(body.data);
        sendJson(response, status, answer);
      }),
    );

  server.get(
    "/playground/api/state",
    local((_request, response) => sendJson(response, 200, view())),
  );
  server.get(
    "/playground/api/events",
    local((_request, response) => {
      response.writeHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
      });
      const tell = () => response.write(`data: ${JSON.stringify(view())}\n\n`);
      const heartbeat = setInterval(() => response.write(":\n\n"), HEARTBEAT_MS);
      const stopListening = store.listen(tell);
      const end = () => {
        clearInterval(heartbeat);
        stopListening();
        streams.delete(end);
        if (streams.size === 0) for (const each of watched) each.watch(false);
        response.end();
      };
      streams.add(end);
      if (streams.size === 1) for (const each of watched) each.watch(true);
      response.write("retry: 1000\n\n");
      tell();
      // The route is over when the reader has gone.
      return new Promise<void>((resolve) => {
        response.once("close", () => {
          end();
          resolve();
        });
      });
    }),
  );
  post("phone/send", sms, ({ from, text, to }) => (phones.send(from, text, to) ? [202, {}] : [404, { error: "playground/no-such-phone" }]));
  post("phone/new", z.object({ landline: z.boolean().default(false) }), ({ landline }) => [
    201,
    { number: phones.addPhone(landline ? "landline" : "patient") },
  ]);
  const did = (refused: Refused | undefined): [number, unknown] => (refused ? [409, { error: `playground/${refused}` }] : [202, {}]);
  post("phone/voicemail", phone.extend({ on: z.boolean() }), async ({ phone, on }) => did(await telephones.setVoicemail(phone, on)));
  post("call/start", callStart, async ({ from, to, withheld }) => {
    const started = await telephones.call(from, to, withheld);
    return typeof started === "string" ? did(started) : [201, started];
  });
  post("call/act", deed, async ({ phone, deed }) => did(await telephones.act(phone, deed)));
  post("call/press", keys, async ({ phone, keys }) => did(await telephones.press(phone, keys)));
  post("call/say", words, async ({ phone, text, confidence }) => did(await telephones.say(phone, text, confidence)));
  post("callbacks/order", callbackOrder, ({ order }) => {
    callbacks.choose(order);
    store.changed();
    return [200, {}];
  });
  post("callbacks/release", z.object({}), () => {
    callbacks.release();
    store.changed();
    return [202, {}];
  });
  post("teams/open", opening, async ({ language }) => {
    for (const chat of Object.values(chats)) await chat.open(language);
    return [200, {}];
  });
  post("teams/send", chatMessage, ({ account, text, language }) => {
    chats[account].send(text, language);
    return [202, {}];
  });
  post("teams/action", cardAction, async ({ account, activityId, cardIndex, action, language }) => {
    const { type, id, title, verb, data } = action;
    const result = await chats[account].act(activityId, cardIndex, { type, id, title, verb, data }, language);
    return result ? [200, result] : [404, { error: "playground/no-such-card" }];
  });
  post("teams/refresh", shownCard, async ({ account, activityId, cardIndex, language }) => {
    const result = await chats[account].refresh(activityId, cardIndex, language);
    return result ? [200, result] : [404, { error: "playground/no-such-card" }];
  });
  post("clock/move", clockTarget, async ({ to }) => {
    const answer = await clock.move(to);
    return answer === "moving" ? [202, {}] : [409, { error: `playground/clock-${answer}` }];
  });
  return () => {
    for (const end of [...streams]) end();
  };
}
