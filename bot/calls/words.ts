import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { TextRef } from "../../dialogs/prompt.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Locale } from "../../domain/locale.ts";
import { otherSide, type Session, type Side, sideIn } from "../../domain/sessions/session.ts";
import type { CallStart } from "../../domain/sessions/start-call.ts";

/** A number of the programme's as people write it: `09 37 99 00 01`. */
export const nationalNumber = (number: string): string => parsePhoneNumberFromString(number)?.formatNational() ?? number;

/** How one of the two may be told of the other: by the name they chose, or none. */
export function nameOfOther(session: Session, side: Side, locale: Locale): string {
  return session[otherSide(side)].name ?? texts(locale).t("peer.request.anonymous");
}

/** What is said to one of the two about their session: its number, until when, and with whom. */
export function sessionArgs(
  session: Session,
  personId: string,
): { name: string; number: string; until: string; at: string; opens: string; time: string; pin: string } {
  const side = sideIn(session, personId);
  const { locale, zone, pin } = session[side];
  return {
    name: nameOfOther(session, side, locale),
    number: nationalNumber(session.number),
    until: session.closesAt.setZone(zone).toFormat("HH:mm"),
    at: texts(locale).at(session.startsAt.setZone(zone)),
    opens: session.opensAt.setZone(zone).toFormat("HH:mm"),
    time: session.startsAt.setZone(zone).toFormat("HH:mm"),
    pin,
  };
}

const OF_START = { calling: "session.calling", already: "session.already", early: "session.early" } as const;

/** What became of somebody's wish to call. */
export function callText(start: CallStart, personId: string): TextRef {
  if (start.kind === "none") return { key: "session.none" };
  return { key: OF_START[start.kind], args: sessionArgs(start.session, personId) };
}
