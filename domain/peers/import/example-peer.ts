import type { Locale } from "../../locale.ts";
import type { NewPeer } from "../add-peer.ts";

/** A fictional peer, to show what cells look like. The number is of a range that ARCEP keeps for fiction. */
export function examplePeer(locale: Locale): NewPeer & { phone: string } {
  return {
    displayName: "Claire",
    locale,
    zone: "Europe/Paris",
    about: { fr: "opérée en 2015", en: "operated in 2015" },
    conditions: ["endometriose", "adenomyose"],
    relativeOf: ["schizophrenie"],
    languages: ["fr", "en"],
    modalities: ["phone", "video"],
    plan: [
      { weekday: 1, startsAt: "14:00", endsAt: "18:00" },
      { weekday: 3, startsAt: "09:00", endsAt: "12:30" },
    ],
    role: "volunteer",
    trainingMinutes: 1260,
    validatedBy: "Camille",
    validatedOn: "2026-03-31",
    charterSignedOn: "2026-04-02",
    lastSupervisionOn: "2026-09-15",
    town: "Lyon",
    hospital: null,
    gender: "woman",
    birthDecade: 1980,
    phone: "+33639980001",
  };
}
