import { createPublicKey, type KeyObject } from "node:crypto";
import * as z from "zod";
import { identityUrl } from "./service-hosts.ts";

const FETCH_TIMEOUT_MS = 5_000;
const REFRESH_AFTER_MS = 6 * 3_600_000;
/** Keys older than this are not trusted. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication (refresh at least every 24 hours) */
const MAX_AGE_MS = 24 * 3_600_000;
/** Unknown key ids come from anybody: they may cause one look a minute, and a failed look is repeated no sooner than after 5 s. */
const COOL_DOWN_MS = 60_000;
const COOL_DOWN_AFTER_FAILURE_MS = 5_000;

const metadata = z.object({ jwks_uri: z.url() });
const jwks = z.object({ keys: z.array(z.looseObject({})).max(1_000) });
const rsaKey = z.object({
  kty: z.literal("RSA"),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  use: z.literal("sig").optional(),
  alg: z.string().optional(),
  endorsements: z.array(z.string()).optional(),
});

export interface SigningKey {
  key: KeyObject;
  /** The one algorithm that the issuer allows for the key, if it says so. */
  alg: string | undefined;
  /** Channels that may sign with the key; undefined if the issuer doesn't say. */
  endorsements: string[] | undefined;
}

/** The issuer's keys can't be had, so that no token can be judged at present. */
export class KeysUnavailable extends Error {
  override name = "KeysUnavailable";
}

/**
 * Finds the issuer's signing keys by key id, from its OpenID metadata, and follows when it changes them.
 * What is returned rejects with `KeysUnavailable` when it has no keys younger than a day, or could not look for an unknown key id.
 *
 * @throws {RangeError} if the URL is neither https nor on loopback
 */
export function createSigningKeys(openIdMetadataUrl: string, now: () => Date): (kid: string) => Promise<SigningKey | undefined> {
  const metadataUrl = identityUrl(openIdMetadataUrl, "OpenID metadata URL");
  let keys = new Map<string, SigningKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let failed = false;
  let pending: Promise<void> | undefined;

  async function load(): Promise<void> {
    attemptedAt = now().getTime();
    try {
      keys = await fetchKeys(metadataUrl);
      fetchedAt = now().getTime();
      failed = false;
    } catch (cause) {
      failed = true;
      throw new KeysUnavailable("the issuer's signing keys can't be read", { cause });
    } finally {
      pending = undefined;
    }
  }

  async function refresh(): Promise<void> {
    if (pending) return pending;
    const coolDownMs = failed ? COOL_DOWN_AFTER_FAILURE_MS : COOL_DOWN_MS;
    if (now().getTime() - attemptedAt >= coolDownMs) {
      pending = load();
      return pending;
    }
    if (failed) throw new KeysUnavailable("the issuer's signing keys could not be read a moment ago");
  }

  return async (kid) => {
    const age = now().getTime() - fetchedAt;
    if (age >= MAX_AGE_MS) await refresh();
    else if (age >= REFRESH_AFTER_MS) refresh().catch(() => undefined);
    if (!keys.has(kid)) await refresh();
    return keys.get(kid);
  };
}

async function fetchKeys(metadataUrl: URL): Promise<Map<string, SigningKey>> {
  const { jwks_uri } = metadata.parse(await fetchJson(metadataUrl));
  const keysUrl = new URL(jwks_uri);
  if (keysUrl.origin !== metadataUrl.origin) throw new Error("the metadata names keys on another host");
  const found = new Map<string, SigningKey>();
  for (const candidate of jwks.parse(await fetchJson(keysUrl)).keys) {
    const read = rsaKey.safeParse(candidate);
    if (!read.success) continue;
    const { kty, kid, n, e, alg, endorsements } = read.data;
    found.set(kid, { key: createPublicKey({ key: { kty, n, e }, format: "jwk" }), alg, endorsements });
  }
  return found;
}

async function fetchJson(url: URL): Promise<unknown> {
  const response = await fetch(url, {
    redirect: "error",
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    headers: { accept: "application/json" },
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  return response.json();
}
