/** A host name of at least two labels, or with a leading dot for all its subdomains. */
const HOST = /^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const MAX_URL_LENGTH = 2048;

/** The service URL as it may be used, or undefined if nothing may be sent there. */
export type AllowServiceUrl = (serviceUrl: string) => URL | undefined;

/**
 * Makes the check that a channel's service URL leads to an allowed host, so that no token of ours goes elsewhere.
 * Allowed are https URLs on the default port of a listed host, without credentials, query or fragment, and origins that are listed in full.
 *
 * @throws {RangeError} if an entry is no host, or an origin that is not on loopback
 */
export function allowServiceHosts(entries: readonly string[]): AllowServiceUrl {
  const hosts: string[] = [];
  const origins: string[] = [];
  for (const entry of entries) {
    if (entry.includes("://")) origins.push(loopbackOrigin(entry));
    else if (HOST.test(entry.toLowerCase())) hosts.push(entry.toLowerCase());
    else
      throw new RangeError(
        `service host ${entry}: must be a host such as smba.trafficmanager.net, or .botframework.com for its subdomains`,
      );
  }
  return (serviceUrl) => {
    if (serviceUrl.length > MAX_URL_LENGTH) return undefined;
    const url = URL.parse(serviceUrl);
    if (!url || url.username || url.password || url.search || url.hash) return undefined;
    if (origins.includes(url.origin)) return url;
    const listed = hosts.some((host) => (host.startsWith(".") ? url.host.endsWith(host) : url.host === host));
    return url.protocol === "https:" && listed ? url : undefined;
  };
}

/** True for names and addresses that never leave this machine, as `URL.hostname` spells them. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Reads the address of an identity service: https, or http on loopback for a local issuer.
 *
 * @throws {RangeError} naming what the URL is for, if it is neither
 */
export function identityUrl(value: string, purpose: string): URL {
  const url = URL.parse(value);
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (!url || !safe) throw new RangeError(`${purpose}: must be an https URL, or http on loopback`);
  return url;
}

function loopbackOrigin(entry: string): string {
  const url = URL.parse(entry);
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== entry.toLowerCase()) {
    throw new RangeError(`service host ${entry}: an origin is scheme, host and port only`);
  }
  if (!isLoopback(url.hostname)) throw new RangeError(`service host ${entry}: a full origin is only for loopback; name the host alone`);
  return url.origin;
}
