import type { ProviderMessage } from "../state.ts";
import { API_VERSION, messageResource } from "./message-resource.ts";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;
const DAY_MS = 86_400_000;

/**
 * One page of the account's messages, newest first, filtered by `To`, `From`, `DateSent`, `DateSent<` and `DateSent>` (inclusive, as the provider's).
 * @see https://www.twilio.com/docs/messaging/api/message-resource#retrieve-a-list-of-message-resources-associated-with-an-account
 */
export function listMessages(messages: readonly ProviderMessage[], query: URLSearchParams, accountSid: string): Record<string, unknown> {
  const pageSize = Math.min(wholeNumber(query.get("PageSize"), DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = wholeNumber(query.get("Page"), 0);
  const wanted = messages.filter((message) => matches(message, query)).reverse();
  const path = `/${API_VERSION}/Accounts/${accountSid}/Messages.json`;
  const pageUri = (number: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set("PageSize", String(pageSize));
    parameters.set("Page", String(number));
    return `${path}?${parameters}`;
  };
  const start = page * pageSize;
  const shown = wanted.slice(start, start + pageSize);
  return {
    messages: shown.map((message) => messageResource(message, accountSid)),
    first_page_uri: pageUri(0),
    next_page_uri: start + pageSize < wanted.length ? pageUri(page + 1) : null,
    previous_page_uri: page > 0 ? pageUri(page - 1) : null,
    page,
    page_size: pageSize,
    start,
    end: start + Math.max(shown.length - 1, 0),
    uri: pageUri(page),
  };
}

function matches(message: ProviderMessage, query: URLSearchParams): boolean {
  const to = query.get("To");
  const from = query.get("From");
  if ((to && message.to !== to) || (from && message.from !== from)) return false;
  return [...query].every(
    ([name, value]) => !name.startsWith("DateSent") || isWithin(message.sentAt ?? message.createdAt, name.slice("DateSent".length), value),
  );
}

/**
 * Tells whether an instant fits a filter of the provider's lists. `DateSent>=2026-11-23` reaches us as the name `DateSent>` and the value; some clients
 * put the sign into the value.
 */
export function isWithin(at: string | null, sign: string, value: string): boolean {
  const [, inner = "", date = ""] = /^([<>]?)=?(.*)$/.exec(value) ?? [];
  const from = Date.parse(date);
  if (Number.isNaN(from)) return true;
  const until = date.length <= "2026-11-23".length ? from + DAY_MS - 1 : from;
  if (at === null) return false;
  const sent = Math.floor(Date.parse(at) / 1000) * 1000;
  switch (sign || inner) {
    case ">":
      return sent >= Math.floor(from / 1000) * 1000;
    case "<":
      return sent <= until;
    default:
      return sent >= from && sent < from + DAY_MS;
  }
}

function wholeNumber(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : fallback;
}
