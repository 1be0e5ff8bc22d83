import type { Request, Response } from "restify";
import { isSigned } from "../../adapters/twilio/signature.ts";
import type { WebContext } from "../web-context.ts";
import { MAX_SMALL_BODY_BYTES } from "./route.ts";

/** The parameters of a provider's webhook, once its signature and account are right; otherwise it is answered 403 with no body. */
export function signedParameters({ config, log }: WebContext, request: Request, response: Response): Record<string, unknown> | undefined {
  const parameters: Record<string, unknown> =
    typeof request.body === "object" && request.body !== null && !Buffer.isBuffer(request.body) ? request.body : {};
  const header = request.headers["x-twilio-signature"];
  const path = request.url ?? "";
  const length = typeof request.rawBody === "string" ? request.rawBody.length : 0;
  const signed =
    length <= MAX_SMALL_BODY_BYTES &&
    isSigned({ ...config.twilio, publicUrl: config.publicUrl }, path, parameters, Array.isArray(header) ? undefined : header);
  if (signed && parameters.AccountSid === config.twilio.accountSid) return parameters;
  log.warn("webhook refused", { route: path.split("?")[0], status: 403 });
  response.writeHead(403, { "content-length": "0" });
  response.end();
  return undefined;
}
