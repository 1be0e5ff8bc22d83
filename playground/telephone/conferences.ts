import { rfc2822 } from "../provider/message-resource.ts";
import type { WebhookMethod } from "../provider/webhook.ts";
import { type FlowEnd, type Leg, note } from "./leg.ts";
import type { Spoken } from "./speak.ts";
import { newSid, type Switchboard } from "./switchboard.ts";

const KEPT = 200;

/** A call in a conference. */
export interface Participant {
  leg: Leg;
  label: string | null;
  muted: boolean;
  hold: boolean;
  startsConference: boolean;
  endsConference: boolean;
  joinedAt: string;
  /** Takes it out, and says why. */
  remove(why: FlowEnd): void;
}

export interface Conference {
  sid: string;
  friendlyName: string;
  status: "init" | "in-progress" | "completed";
  createdAt: string;
  updatedAt: string;
  participants: Participant[];
  reasonEnded: string | null;
  endedBy: string | null;
  reports: { url: string; method: WebhookMethod; events: ReadonlySet<string> } | undefined;
  reported: number;
}

/** The rooms where calls are connected. */
export interface Conferences {
  list(): readonly Conference[];
  /** The one that is not over, or a new one; what is reported, and where, is settled by who comes first. */
  enter(friendlyName: string, reports: Conference["reports"]): Conference;
  join(conference: Conference, participant: Participant): void;
  leave(conference: Conference, participant: Participant, why: FlowEnd): void;
  modify(conference: Conference, participant: Participant, change: { muted?: boolean; hold?: boolean }): void;
  end(conference: Conference, reason: string): void;
}

/** https://www.twilio.com/docs/voice/twiml/conference#attributes-status-callback-parameters, `ReasonParticipantLeft` */
const REASON_LEFT: Record<FlowEnd, string> = {
  "hung-up": "participant_hung_up",
  redirected: "participant_updated_via_api",
  kicked: "participant_updated_via_api",
  "conference-over": "moderator_ended_conference",
};

/** Opens the rooms of a switchboard. */
export function openConferences({ options, store, time, callbacks }: Switchboard): Conferences {
  const conferences: Conference[] = [];

  const report = (conference: Conference, event: string, name: string, about: Record<string, string> = {}) => {
    const { reports } = conference;
    if (!reports?.events.has(event)) return;
    const fields = {
      ConferenceSid: conference.sid,
      FriendlyName: conference.friendlyName,
      AccountSid: options.accountSid,
      SequenceNumber: String(++conference.reported),
      Timestamp: rfc2822(time.now().toISOString()),
      StatusCallbackEvent: name,
      ...about,
    };
    callbacks.send({ stream: conference.sid, url: reports.url, method: reports.method, fields });
  };
  const about = ({ leg, label, ...participant }: Participant): Record<string, string> => ({
    CallSid: leg.call.sid,
    Muted: String(participant.muted),
    Hold: String(participant.hold),
    Coaching: "false",
    EndConferenceOnExit: String(participant.endsConference),
    StartConferenceOnEnter: String(participant.startsConference),
    ...(label !== null && { ParticipantLabel: label }),
  });
  const touch = (conference: Conference) => {
    conference.updatedAt = new Date().toISOString();
    store.changed();
  };
  const finish = (conference: Conference, reason: string, last?: Participant) => {
    if (conference.status === "completed") return;
    Object.assign(conference, { status: "completed", reasonEnded: reason, endedBy: last?.leg.call.sid ?? null });
    for (const left of [...conference.participants]) left.remove("conference-over");
    report(conference, "end", "conference-end", {
      ReasonConferenceEnded: reason,
      ...(last && { CallSidEndingConference: last.leg.call.sid }),
      ...(last?.label && { ParticipantLabelEndingConference: last.label }),
    });
    touch(conference);
  };

  return {
    list: () => conferences,
    enter(friendlyName, reports) {
      const open = conferences.find((conference) => conference.friendlyName === friendlyName && conference.status !== "completed");
      if (open) return open;
      const now = new Date().toISOString();
      const conference: Conference = {
        sid: newSid("CF"),
        friendlyName,
        status: "init",
        createdAt: now,
        updatedAt: now,
        participants: [],
        reasonEnded: null,
        endedBy: null,
        reports,
        reported: 0,
      };
      conferences.push(conference);
      conferences.splice(0, conferences.length - KEPT);
      return conference;
    },
    join(conference, participant) {
      conference.participants.push(participant);
      // It starts with two in it, one of whom may start it. https://www.twilio.com/docs/voice/twiml/conference#attributes-status-callback-event
      const starts =
        conference.status === "init" &&
        conference.participants.length > 1 &&
        conference.participants.some(({ startsConference }) => startsConference);
      if (starts) {
        conference.status = "in-progress";
        report(conference, "start", "conference-start");
      }
      report(conference, "join", "participant-join", about(participant));
      touch(conference);
    },
    leave(conference, participant, why) {
      const at = conference.participants.indexOf(participant);
      if (at < 0) return;
      conference.participants.splice(at, 1);
      const { leg } = participant;
      report(conference, "leave", "participant-leave", {
        ...about(participant),
        ReasonParticipantLeft: conference.reasonEnded === "conference-ended-via-api" ? "conference_ended_via_api" : REASON_LEFT[why],
        ParticipantCallStatus: leg.call.status,
      });
      touch(conference);
      const kicked = why === "kicked" ? "kicked" : "left";
      if (participant.endsConference) finish(conference, `participant-with-end-conference-on-exit-${kicked}`, participant);
      else if (conference.participants.length === 0) finish(conference, `last-participant-${kicked}`, participant);
    },
    modify(conference, participant, { muted = participant.muted, hold = participant.hold }) {
      const before = { muted: participant.muted, hold: participant.hold };
      Object.assign(participant, { muted, hold });
      if (muted !== before.muted) report(conference, "mute", muted ? "participant-mute" : "participant-unmute", about(participant));
      if (hold !== before.hold) report(conference, "hold", hold ? "participant-hold" : "participant-unhold", about(participant));
      touch(conference);
    },
    end: (conference, reason) => finish(conference, reason),
  };
}

/** Says something to everybody in a conference, or to one of them. */
export function announce(participants: Participant[], lines: Spoken[]): void {
  for (const { leg } of participants) for (const { text, language } of lines) note(leg, "service", text, language);
}
