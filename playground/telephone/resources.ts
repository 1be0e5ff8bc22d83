import { API_VERSION, rfc2822 } from "../provider/message-resource.ts";
import type { ProviderCall } from "../state.ts";
import type { Conference, Participant } from "./conferences.ts";
import { secondsOf } from "./switchboard.ts";

type Resource = Record<string, unknown>;

/**
 * A call as the provider's REST API shows it.
 * @see https://www.twilio.com/docs/voice/api/call-resource
 */
export function callResource(call: ProviderCall, accountSid: string): Resource {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Calls/${call.sid}`;
  return {
    account_sid: accountSid,
    answered_by: call.answeredBy,
    api_version: API_VERSION,
    caller_name: null,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    direction: call.direction,
    duration: call.endedAt && String(secondsOf(call)),
    end_time: call.endedAt && rfc2822(call.endedAt),
    forwarded_from: null,
    from: call.from,
    from_formatted: call.from,
    group_sid: null,
    parent_call_sid: call.parentSid,
    phone_number_sid: "",
    price: null,
    price_unit: "EUR",
    queue_time: "0",
    sid: call.sid,
    // A call that nobody took has not started, and is not found by when it did.
    start_time: call.startedAt && rfc2822(call.startedAt),
    status: call.status,
    subresource_uris: {},
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}

/**
 * A conference as the provider's REST API shows it.
 * @see https://www.twilio.com/docs/voice/api/conference-resource
 */
export function conferenceResource(conference: Conference, accountSid: string): Resource {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Conferences/${conference.sid}`;
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    call_sid_ending_conference: conference.endedBy,
    date_created: rfc2822(conference.createdAt),
    date_updated: rfc2822(conference.updatedAt),
    friendly_name: conference.friendlyName,
    reason_conference_ended: conference.reasonEnded,
    region: "ie1",
    sid: conference.sid,
    status: conference.status,
    subresource_uris: { participants: `${uri}/Participants.json` },
    uri: `${uri}.json`,
  };
}

/**
 * A participant as the provider's REST API shows one.
 * @see https://www.twilio.com/docs/voice/api/conference-participant-resource
 */
export function participantResource(conference: Conference, participant: Participant, accountSid: string): Resource {
  return {
    account_sid: accountSid,
    call_sid: participant.leg.call.sid,
    call_sid_to_coach: null,
    coaching: false,
    conference_sid: conference.sid,
    date_created: rfc2822(participant.joinedAt),
    date_updated: rfc2822(participant.joinedAt),
    end_conference_on_exit: participant.endsConference,
    hold: participant.hold,
    label: participant.label,
    muted: participant.muted,
    queue_time: "0",
    start_conference_on_enter: participant.startsConference,
    status: "connected",
    uri: `/${API_VERSION}/Accounts/${accountSid}/Conferences/${conference.sid}/Participants/${participant.leg.call.sid}.json`,
  };
}

/** All of a list in one page: the playground makes few. */
export function page(name: string, resources: Resource[], path: string, accountSid: string): Resource {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/${path}`;
  return {
    [name]: resources,
    first_page_uri: uri,
    next_page_uri: null,
    previous_page_uri: null,
    page: 0,
    page_size: Math.max(resources.length, 50),
    start: 0,
    end: Math.max(resources.length - 1, 0),
    uri,
  };
}
