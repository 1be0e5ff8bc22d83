import { isWithin } from "../provider/list-messages.ts";
import type { ProviderCall } from "../state.ts";
import { callResource, page } from "./resources.ts";

/**
 * The account's calls, newest first, filtered by `To`, `From`, `Status`, `ParentCallSid`, `StartTime`, `StartTime<` and `StartTime>`. A call that was
 * not taken has not started, and is not found by when it did.
 * @see https://www.twilio.com/docs/voice/api/call-resource#retrieve-a-list-of-calls
 */
export function listCalls(calls: readonly ProviderCall[], query: URLSearchParams, accountSid: string): Record<string, unknown> {
  const wanted = { to: query.get("To"), from: query.get("From"), status: query.get("Status"), parentSid: query.get("ParentCallSid") };
  const found = calls.filter(
    (call) =>
      Object.entries(wanted).every(([name, value]) => !value || call[name as keyof typeof wanted] === value) &&
      [...query].every(([name, value]) => !name.startsWith("StartTime") || isWithin(call.startedAt, name.slice("StartTime".length), value)),
  );
  return page(
    "calls",
    found.toReversed().map((call) => callResource(call, accountSid)),
    `Calls.json?${query}`,
    accountSid,
  );
}
