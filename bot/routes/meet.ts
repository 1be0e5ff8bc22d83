import type { Response } from "restify";
import { texts } from "../../dialogs/texts/texts.ts";
import { inTransaction } from "../../domain/db.ts";
import { findLink, meetingWindow, type OpenedLink } from "../../domain/meeting/link.ts";
import { roomName, TOKEN_LENGTH } from "../../domain/meeting/room-name.ts";
import type { VideoServer } from "../config.ts";
import { earlyPage, goneMeetPage, overPage } from "../render/meet-page.ts";
import { PAGE_HEADERS } from "../render/page.ts";
import { roomUrl } from "../video-room.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";
import { tokenOf } from "./token-of.ts";

const TOKEN = new RegExp(`^[a-z0-9]{${TOKEN_LENGTH}}$`);

/**
 * `GET /meet/:token`: the way into a video room, as often as one likes, from a little before the talk until a little after it; else a page that says when
 * it opens, or that it is over. Neither the room's server nor a cache is told of the link.
 */
export const meet =
  ({ pool, config }: WebContext): Route =>
  async (request, response) => {
    const token = tokenOf(request, TOKEN);
    const { addressKey } = config.keys;
    const found = token && (await inTransaction(pool, (db) => findLink(db, addressKey, token)));
    if (!found) return answer(response, 404, goneMeetPage());
    const { appointment, now } = found;
    const window = meetingWindow(appointment);
    const isOn = appointment.status === "booked" && window.end && now < window.end;
    if (!isOn || !config.video) return answer(response, 410, overPage(found));
    if (window.start && now < window.start) return answer(response, 200, earlyPage(found));
    const { "content-type": _, ...headers } = PAGE_HEADERS;
    response.writeHead(302, { ...headers, location: await entryOf(config.video, addressKey, found) });
    response.end();
  };

function entryOf(server: VideoServer, secret: Buffer, { appointment, side, locale }: OpenedLink): Promise<string> {
  const anonymous = texts(locale).t("peer.request.anonymous");
  return roomUrl(server, {
    room: roomName(secret, appointment.id),
    displayName: side === "peer" ? appointment.peerName : (appointment.patientAlias ?? anonymous),
    window: meetingWindow(appointment),
  });
}

function answer(response: Response, status: number, page: string): void {
  response.writeHead(status, PAGE_HEADERS);
  response.end(page);
}
