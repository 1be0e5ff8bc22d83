import { DateTime } from "luxon";
import type { Request, Response } from "restify";
import * as z from "zod";
import { announcementTwiml, lastWordsTwiml, type Spoken, secondKeyTwiml, waitTwiml, whisperTwiml } from "../../adapters/twilio/bridge.ts";
import { type TextArgs, type TextKey, texts } from "../../dialogs/texts/texts.ts";
import { type Db, inProgramme } from "../../domain/db.ts";
import { enqueue } from "../../domain/enqueue.ts";
import { loadRules } from "../../domain/programmes/load-rules.ts";
import { recordConferenceEvent } from "../../domain/sessions/conference-event.ts";
import { acceptLeg, endLeg, joinByCalling, type Leg, liveLegs, lockLeg, mayBeUsed, noteCall } from "../../domain/sessions/leg.ts";
import { loadSession, lockSession, otherSide, type Session, type Side } from "../../domain/sessions/session.ts";
import { intoConference } from "../calls/into-conference.ts";
import { type LegStep, legUrl, type SessionStep } from "../calls/urls.ts";
import type { WebContext } from "../web-context.ts";
import { queryOf, type Route } from "./route.ts";
import { signedParameters } from "./signed.ts";

const query = z.object({ p: z.uuid(), l: z.uuid().optional(), s: z.uuid().optional(), w: z.enum(["patient", "peer"]).optional() });
const call = z.object({
  CallSid: z.string().max(64).default(""),
  CallStatus: z.string().max(32).default(""),
  Digits: z.string().max(32).default(""),
});
/** https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallback; `Timestamp` is RFC 2822. */
const conferenceCallback = z.object({
  ConferenceSid: z.string().min(1).max(64),
  SequenceNumber: z.coerce.number().int().min(0),
  StatusCallbackEvent: z.string().max(64),
  CallSid: z.string().max(64).optional(),
  Timestamp: z.string().max(64).default(""),
});

/** Where a webhook about a leg stands: the session is locked for as long as this is handled. */
interface OnLeg {
  db: Db;
  now: DateTime;
  programmeId: string;
  publicUrl: string;
  session: Session;
  leg: Leg;
  side: Side;
  parameters: z.infer<typeof call>;
}

/**
 * `POST /twilio/session/:step`: what the provider asks and tells of the calls of masked sessions. Each is one transaction that locks the session, and is
 * idempotent by what is known: the same again gets the same answer and changes nothing, in whatever order they come.
 */
export const session = (context: WebContext): Route => {
  const { config, pool } = context;
  return async (request, response) => {
    const parameters = signedParameters(context, request, response);
    if (!parameters) return;
    const about = query.safeParse(queryOf(request));
    const step = stepOf(request);
    const { p: programmeId, l: legId, s: sessionId, w: who } = about.success ? about.data : {};
    const twiml =
      programmeId &&
      (await inProgramme(pool, programmeId, async (db) => {
        const now = await turnNow(db);
        if (legId && Object.hasOwn(onLeg, step)) {
          const found = await lockLeg(db, legId);
          if (!found) return lastWordsTwiml(spoken("fr", "call.over"));
          return onLeg[step as LegStep]({
            db,
            now,
            programmeId,
            publicUrl: config.publicUrl,
            ...found,
            parameters: call.parse(parameters),
          });
        }
        if (sessionId && Object.hasOwn(onSession, step))
          return onSession[step as SessionStep]({ db, now, programmeId, publicUrl: config.publicUrl, sessionId, who, parameters });
        return undefined;
      }));
    answer(response, twiml || undefined);
  };
};

const stepOf = (request: Request): string => (request.params as { step?: string }).step ?? "";

function answer(response: Response, twiml: string | undefined): void {
  response.writeHead(twiml ? 200 : 204, twiml ? { "content-type": "text/xml" } : {});
  response.end(twiml);
}

export async function turnNow(db: Db): Promise<DateTime> {
  const { rows } = await db.query<{ now: Date }>("select turn_now() as now");
  return DateTime.fromJSDate(rows[0]?.now ?? new Date());
}

const spoken = (locale: Spoken["locale"], key: TextKey, args?: TextArgs): Spoken => ({ words: texts(locale).t(key, args), locale });

const onLeg: Record<LegStep, (about: OnLeg) => Promise<string | undefined>> = {
  /** Somebody, or something, picked up. */
  async answer({ db, now, programmeId, publicUrl, session, leg, side, parameters }) {
    await noteCall(db, leg.id, parameters.CallSid);
    const { locale } = session[side];
    if (!mayBeUsed(session, now)) return lastWordsTwiml(spoken(locale, "call.notNow"));
    return whisperTwiml(spoken(locale, leg.starts ? "call.whisperStart" : "call.whisper"), legUrl(publicUrl, "key", programmeId, leg.id));
  },

  /** A key was pressed: any other than 1 is asked again. */
  async key({ db, now, programmeId, publicUrl, session, leg, side, parameters }) {
    const { locale } = session[side];
    if (parameters.Digits !== "1") return whisperTwiml(spoken(locale, "call.whisper"), legUrl(publicUrl, "key", programmeId, leg.id));
    if (!(await acceptLeg(db, session, leg, now))) return lastWordsTwiml(spoken(locale, "call.notNow"));
    return intoConference(publicUrl, programmeId, { session, legId: leg.id, side, now, greeted: true });
  },

  /** They left the conference: by the star key, or since its time is over. */
  async after({ now, programmeId, publicUrl, session, leg, side }) {
    if (!mayBeUsed(session, now)) return lastWordsTwiml(spoken(session[side].locale, "call.over"));
    return secondKeyTwiml(legUrl(publicUrl, "star", programmeId, leg.id));
  },

  /** After the star: 9 pages the coordinator, for a peer; whatever it was, they go back in. */
  async star({ db, now, programmeId, publicUrl, session, leg, side, parameters }) {
    if (!mayBeUsed(session, now)) return lastWordsTwiml(spoken(session[side].locale, "call.over"));
    if (side === "peer" && parameters.Digits === "9") await enqueue(db, "raise-alert", leg.personId, undefined, `alert ${leg.id}`);
    return intoConference(publicUrl, programmeId, { session, legId: leg.id, side, now, greeted: false });
  },

  /** Who is alone hears that the other one is on the way, or is tried once more. */
  async wait({ db, programmeId, publicUrl, session, leg, side }) {
    const calls = await liveLegs(db, session.id, session[otherSide(side)].personId);
    const again = calls.some((call) => call.state === "queued" && call.try > 1);
    return waitTwiml(
      spoken(session[side].locale, again ? "call.stillTrying" : "call.waiting"),
      legUrl(publicUrl, "wait", programmeId, leg.id),
    );
  },

  /** The call has ended, however. */
  async ended({ db, now, leg, parameters }) {
    if (!ENDED.has(parameters.CallStatus)) return undefined;
    await noteCall(db, leg.id, parameters.CallSid);
    const { calls } = (await loadRules(db)).settings;
    await endLeg(db, leg.id, parameters.CallStatus, now, calls.retryAfterMinutes);
    return undefined;
  },
};

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const ENDED = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

/** Where a webhook about a session stands. */
interface OnSession {
  db: Db;
  now: DateTime;
  programmeId: string;
  publicUrl: string;
  sessionId: string;
  /** Which of the two, where it is about one. */
  who: Side | undefined;
  parameters: Record<string, unknown>;
}

const onSession: Record<SessionStep, (about: OnSession) => Promise<string | undefined>> = {
  /** Who gave their PIN is let in. */
  async enter({ db, now, programmeId, publicUrl, sessionId, who, parameters }) {
    const session = await lockSession(db, sessionId);
    const callSid = call.parse(parameters).CallSid;
    if (!session || !who || !callSid) return undefined;
    if (!mayBeUsed(session, now)) return lastWordsTwiml(spoken(session[who].locale, "call.notNow"));
    const legId = await joinByCalling(db, session, who, callSid, now);
    return intoConference(publicUrl, programmeId, { session, legId, side: who, now, greeted: true });
  },

  async conference({ db, sessionId, parameters, now }) {
    const read = conferenceCallback.safeParse(parameters);
    if (!read.success) return undefined;
    const { ConferenceSid, SequenceNumber, StatusCallbackEvent, CallSid, Timestamp } = read.data;
    const told = DateTime.fromRFC2822(Timestamp);
    const event = {
      conferenceSid: ConferenceSid,
      sequence: SequenceNumber,
      event: StatusCallbackEvent,
      callSid: CallSid,
      at: told.isValid ? told : now,
    };
    await recordConferenceEvent(db, sessionId, event, now);
    return undefined;
  },

  async "announce-limit"({ db, sessionId, now }) {
    const session = await loadSession(db, sessionId);
    if (!session) return undefined;
    return announce(session, "call.limit", { minutes: Math.max(1, Math.round(session.closesAt.diff(now).as("minutes"))) });
  },
};

/** To both, in the language of each. */
function announce({ patient, peer }: Session, key: TextKey, args?: TextArgs): string {
  return announcementTwiml([...new Set([patient.locale, peer.locale])].map((locale) => spoken(locale, key, args)));
}
