import webhooks from "twilio/lib/webhooks/webhooks.js";

/**
 * Whether a webhook was signed by the provider: over the public URL as it calls it and all its parameters, by either token while one is rotated.
 *
 * @param path path and query as requested
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function isSigned(
  { authToken, secondaryAuthToken, publicUrl }: { authToken: string; secondaryAuthToken: string | undefined; publicUrl: string },
  path: string,
  parameters: Record<string, unknown>,
  signature: string | undefined,
): boolean {
  if (!signature) return false;
  const url = publicUrl + path;
  return [authToken, secondaryAuthToken].some(
    (token) => token !== undefined && webhooks.validateRequest(token, signature, url, parameters),
  );
}
