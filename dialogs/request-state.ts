import type { Appointment } from "../domain/booking/appointment.ts";
import type { TextRef } from "./prompt.ts";
import { type TextKey, texts } from "./texts/texts.ts";
import type { Speaker } from "./tools.ts";

/** How a request stands, in words for its peer, who may have answered late or twice. */
export function requestState(appointment: Appointment, { locale, zone }: Pick<Speaker, "locale" | "zone">): TextRef {
  const { t, at } = texts(locale);
  return {
    key: stateKey(appointment),
    args: {
      alias: appointment.patientAlias ?? t("peer.request.anonymous"),
      at: at(appointment.startsAt.setZone(zone)),
      due: appointment.expiresAt ? at(appointment.expiresAt.setZone(zone)) : "",
    },
  };
}

function stateKey({ status, reasonCode, offeredBy }: Appointment): TextKey {
  switch (status) {
    case "pending":
      return "peer.request.open";
    case "booked":
    case "arrived":
      return "peer.request.booked";
    case "proposed":
      return offeredBy === "peer" ? "peer.request.proposed" : "peer.request.held";
    case "fulfilled":
    case "noshow":
      return "peer.request.done";
    default:
      return endedKey(reasonCode ?? "");
  }
}

function endedKey(reasonCode: string): TextKey {
  if (reasonCode.startsWith("peer-declined")) return "peer.request.declined";
  if (reasonCode.startsWith("peer-withdrew")) return "peer.request.withdrawn";
  if (reasonCode === "peer-silent") return "peer.request.expired";
  if (reasonCode === "peer-proposed-other") return "peer.request.proposedOther";
  if (reasonCode === "hold-ended") return "peer.request.notTaken";
  if (reasonCode === "coordinator") return "peer.request.byTeam";
  if (reasonCode === "moved") return "peer.request.moved";
  return reasonCode.startsWith("patient") ? "peer.request.cancelledByPatient" : "peer.request.cancelled";
}

/** What a peer without cards is told of an appointment that ended without them; nothing of what they did themselves. */
export function closedKey({ status, reasonCode }: Pick<Appointment, "status" | "reasonCode">): TextKey | undefined {
  if (status !== "cancelled") return undefined;
  switch (reasonCode) {
    case "patient":
    case "patient-late":
      return "peer.cancelled";
    case "peer-silent":
      return "peer.expired";
    case "hold-ended":
      return "peer.notTaken";
    case "moved":
      return "peer.moved";
    case "coordinator":
      return "peer.cancelledByTeam";
    default:
      // somebody left, or can't be reached any more: they cancelled nothing, and why is theirs
      return reasonCode?.startsWith("peer-") ? undefined : "peer.off";
  }
}
