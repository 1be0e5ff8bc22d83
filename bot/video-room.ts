import { SignJWT } from "jose";
import type { Interval } from "luxon";
import type { VideoServer } from "./config.ts";

/**
 * What the room is told by its address. Peer-to-peer would show either side the other's network address. People come to a page with their own picture and
 * one button first, so that nobody is seen before they wish to; nothing is recorded, kept or fetched from third parties, and a phone's browser is enough.
 *
 * @see https://github.com/jitsi/jitsi-meet/blob/master/react/features/base/config/configWhitelist.ts for what an address may set
 */
const SETTINGS: Record<string, boolean> = {
  "config.p2p.enabled": false,
  "config.prejoinConfig.enabled": true,
  "config.prejoinConfig.hideDisplayName": true,
  "config.requireDisplayName": false,
  "config.readOnlyName": true,
  "config.disableDeepLinking": true,
  "config.disableThirdPartyRequests": true,
  "config.disableInviteFunctions": true,
  "config.hideConferenceSubject": true,
  "config.doNotStoreRoom": true,
  "config.liveStreaming.enabled": false,
  "config.recordingService.enabled": false,
  "config.localRecording.disable": true,
  "config.transcription.enabled": false,
};

export interface RoomEntry {
  room: string;
  /** By which the other side sees this one: an alias, a chosen first name. */
  displayName: string;
  /** When one may come in. */
  window: Interval;
}

/** The address of a room for one of the two: a token for servers that check one, and what the room is told behind the `#`, which no server is sent. */
export async function roomUrl(server: VideoServer, entry: RoomEntry): Promise<string> {
  const url = new URL(`${server.baseUrl}/${entry.room}`);
  const token = await roomToken(server, entry);
  if (token) url.searchParams.set("jwt", token);
  const told = Object.entries({ ...SETTINGS, "userInfo.displayName": entry.displayName });
  url.hash = told.map(([name, value]) => `${name}=${encodeURIComponent(inAscii(value))}`).join("&");
  return url.href;
}

/** A value as JSON of letters, digits and escapes only: the room undoes `\&` and curly quotes before it reads it. */
const inAscii = (value: boolean | string): string =>
  typeof value === "string" ? `"${value.replace(/[^A-Za-z0-9 ]/g, escapeOf)}"` : `${value}`;

/** Without the `u` flag one UTF-16 unit at a time, as JSON escapes them. */
const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * HS256, as the token plugin of Jitsi's Prosody checks it: `iss` and `aud` are the application's id, `sub` the tenant or else the domain, `room` this
 * room alone, and it counts within the window only.
 *
 * @see https://github.com/jitsi/lib-jitsi-meet/blob/master/doc/tokens.md
 */
async function roomToken({ baseUrl, token }: VideoServer, { room, displayName, window }: RoomEntry): Promise<string | undefined> {
  if (!token || !window.start || !window.end) return undefined;
  const { hostname, pathname } = new URL(baseUrl);
  const features = { recording: false, livestreaming: false, transcription: false };
  return new SignJWT({ room, context: { user: { name: displayName }, features } })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(token.appId)
    .setAudience(token.appId)
    .setSubject((pathname.slice(1) || hostname).toLowerCase())
    .setNotBefore(window.start.toUnixInteger())
    .setExpirationTime(window.end.toUnixInteger())
    .sign(new TextEncoder().encode(token.secret));
}
