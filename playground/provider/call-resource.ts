import type { ProviderCall } from "../state.ts";
import { API_VERSION, rfc2822 } from "./message-resource.ts";

/**
 * A call as the provider's REST API shows it.
 * @see https://www.twilio.com/docs/voice/api/call-resource
 */
export function callResource(call: ProviderCall, accountSid: string): Record<string, unknown> {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Calls/${call.sid}`;
  const started = call.status === "completed" ? rfc2822(call.updatedAt) : null;
  return {
    account_sid: accountSid,
    answered_by: null,
    api_version: API_VERSION,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    direction: "outbound-api",
    duration: started && "8",
    end_time: started,
    from: call.from,
    parent_call_sid: null,
    price: null,
    price_unit: "EUR",
    sid: call.sid,
    start_time: started,
    status: call.status,
    subresource_uris: {},
    to: call.to,
    uri: `${uri}.json`,
  };
}

/** The account's calls to a number, from a number, newest first, in one page: the playground makes few. */
export function listCalls(calls: readonly ProviderCall[], query: URLSearchParams, accountSid: string): Record<string, unknown> {
  const [to, from] = [query.get("To"), query.get("From")];
  const found = calls.filter((call) => (!to || call.to === to) && (!from || call.from === from)).reverse();
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Calls.json?${query}`;
  return {
    calls: found.map((call) => callResource(call, accountSid)),
    first_page_uri: uri,
    next_page_uri: null,
    previous_page_uri: null,
    page: 0,
    page_size: found.length,
    start: 0,
    end: Math.max(found.length - 1, 0),
    uri,
  };
}
