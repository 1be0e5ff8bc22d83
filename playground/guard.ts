import type { IncomingMessage } from "node:http";
import { LOOPBACK_HOSTS } from "./options.ts";

const LOOPBACK_ADDRESSES = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];
/** A proxy or tunnel on this machine would make the whole world look local. */
const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * Tells whether a request comes from this very machine, by a browser or program that knows it by a loopback name.
 * The name matters too: a page elsewhere can point its own domain at 127.0.0.1 (DNS rebinding).
 */
export function isLocalRequest(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? "";
  return (
    LOOPBACK_ADDRESSES.includes(address) && isLoopbackHost(request.headers.host) && !PROXY_HEADERS.some((name) => name in request.headers)
  );
}

/** Tells whether a request was made by the playground's own page: a form or script of another site has another origin. */
export function isSameOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host}`;
}

function isLoopbackHost(host: string | undefined): boolean {
  if (!host || !/^[a-z0-9.:[\]]+$/i.test(host)) return false;
  const name = host.replace(/:\d{1,5}$/, "").toLowerCase();
  return LOOPBACK_HOSTS.includes(name);
}
