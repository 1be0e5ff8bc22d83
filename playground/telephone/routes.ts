import type { Request, Response, Server } from "restify";
import { bodyOf, pathPart, sendJson } from "../http.ts";
import type { PlaygroundOptions } from "../options.ts";
import type { RefusalCode } from "../provider/refusal.ts";
import { type AccountRoutes, refuse } from "../provider/routes.ts";
import type { Calls } from "./calls.ts";
import type { Conference, Conferences, Participant } from "./conferences.ts";
import { listCalls } from "./list-calls.ts";
import { callResource, conferenceResource, page, participantResource } from "./resources.ts";

/** Mounts the provider's REST API for calls and conferences. */
export function mountTelephone(
  server: Server,
  options: PlaygroundOptions,
  { account, resources }: AccountRoutes,
  calls: Calls,
  conferences: Conferences,
): void {
  const { accountSid } = options;
  const queryOf = (request: Request) => new URL(request.url ?? "/", options.publicUrl).searchParams;
  const sidOf = (request: Request, name = "sid") => pathPart(request, name).replace(/\.json$/, "");
  const answerCall = (response: Response, status: number, call: Awaited<ReturnType<Calls["create"]>> | undefined) => {
    if (typeof call === "number") return refuse(response, call);
    return call ? sendJson(response, status, callResource(call, accountSid)) : refuse(response, 20404);
  };

  server.post(
    `${resources}/Calls.json`,
    account(async (request, response) => answerCall(response, 201, await calls.create(bodyOf(request)))),
  );
  server.get(
    `${resources}/Calls.json`,
    account((request, response) => sendJson(response, 200, listCalls(calls.list(), queryOf(request), accountSid))),
  );
  server.get(
    `${resources}/Calls/:sid`,
    account((request, response) => answerCall(response, 200, calls.find(sidOf(request)))),
  );
  server.post(
    `${resources}/Calls/:sid`,
    account(async (request, response) => answerCall(response, 200, await calls.update(sidOf(request), bodyOf(request)))),
  );

  const conference = (act: (conference: Conference, request: Request, response: Response) => Promise<void> | void) =>
    account((request, response) => {
      const found = conferences.list().find(({ sid }) => sid === sidOf(request));
      return found ? act(found, request, response) : refuse(response, 20404);
    });
  const answerConference = (response: Response, found: Conference, refused?: RefusalCode) =>
    refused ? refuse(response, refused) : sendJson(response, 200, conferenceResource(found, accountSid));
  server.get(
    `${resources}/Conferences.json`,
    account((request, response) => {
      const query = queryOf(request);
      const [name, status] = [query.get("FriendlyName"), query.get("Status")];
      const found = conferences.list().filter((one) => (!name || one.friendlyName === name) && (!status || one.status === status));
      const shown = found.toReversed().map((one) => conferenceResource(one, accountSid));
      sendJson(response, 200, page("conferences", shown, `Conferences.json?${query}`, accountSid));
    }),
  );
  server.get(
    `${resources}/Conferences/:sid`,
    conference((found, _request, response) => answerConference(response, found)),
  );
  server.post(
    `${resources}/Conferences/:sid`,
    conference(async (found, request, response) => answerConference(response, found, await calls.updateConference(found, bodyOf(request)))),
  );

  const participants = `${resources}/Conferences/:sid/Participants`;
  /** By the call's sid or by the participant's label, as the provider. */
  const participant = (act: (room: Conference, found: Participant, request: Request, response: Response) => Promise<void> | void) =>
    conference((room, request, response) => {
      const wanted = sidOf(request, "call");
      const found = room.participants.find(({ leg, label }) => leg.call.sid === wanted || label === decodeURIComponent(wanted));
      return found ? act(room, found, request, response) : refuse(response, 20404);
    });
  server.get(
    `${participants}.json`,
    conference((room, _request, response) => {
      const shown = room.participants.map((one) => participantResource(room, one, accountSid));
      sendJson(response, 200, page("participants", shown, `Conferences/${room.sid}/Participants.json`, accountSid));
    }),
  );
  server.get(
    `${participants}/:call`,
    participant((room, found, _request, response) => sendJson(response, 200, participantResource(room, found, accountSid))),
  );
  server.post(
    `${participants}/:call`,
    participant(async (room, found, request, response) => {
      const refused = await calls.updateParticipant(room, found, bodyOf(request));
      if (refused) return refuse(response, refused);
      sendJson(response, 200, participantResource(room, found, accountSid));
    }),
  );
  server.del(
    `${participants}/:call`,
    participant((_room, found, _request, response) => {
      found.remove("kicked");
      response.writeHead(204);
      response.end();
    }),
  );
}
