import type { DateTime } from "luxon";
import { conferenceTwiml } from "../../adapters/twilio/bridge.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Session, Side } from "../../domain/sessions/session.ts";
import { legUrl, sessionUrl } from "./urls.ts";

/** Lets one of the two into their conference, until the session's time is over. */
export function intoConference(
  publicUrl: string,
  programmeId: string,
  { session, legId, side, now, greeted }: { session: Session; legId: string; side: Side; now: DateTime; greeted: boolean },
): string {
  const { locale } = session[side];
  return conferenceTwiml({
    conference: session.id,
    ...(greeted && { before: { words: texts(locale).t("call.joining"), locale } }),
    afterUrl: legUrl(publicUrl, "after", programmeId, legId),
    waitUrl: legUrl(publicUrl, "wait", programmeId, legId),
    eventsUrl: sessionUrl(publicUrl, "conference", programmeId, session.id),
    limitSeconds: Math.max(1, Math.ceil(session.closesAt.diff(now).as("seconds"))),
  });
}
