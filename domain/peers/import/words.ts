import type { Modality } from "../../booking/appointment.ts";
import type { Locale } from "../../locale.ts";
import { normaliseWords } from "../../understanding/normalise.ts";
import type { PeerRole } from "../add-peer.ts";
import type { Gender } from "../matching/preferences.ts";

/** How a value is written in a spreadsheet: as we write it in each language, and what else is understood. */
type Spellings = Record<Locale, string> & { also: string[] };
type Words<Value extends string> = Record<Value, Spellings>;

export const LANGUAGES: Words<Locale> = {
  fr: { fr: "français", en: "French", also: ["fr", "française"] },
  en: { fr: "anglais", en: "English", also: ["en", "gb", "anglaise"] },
};

export const WAYS: Words<Modality> = {
  phone: { fr: "téléphone", en: "phone", also: ["telephone", "tél", "tel", "appel", "call", "par téléphone", "by phone"] },
  video: { fr: "visio", en: "video", also: ["vidéo", "visioconférence", "video call", "en visio", "appel vidéo"] },
  "in-person": {
    fr: "en personne",
    en: "in person",
    also: ["présentiel", "en présentiel", "face à face", "face to face", "rencontre", "sur place", "meeting", "physique"],
  },
  messages: { fr: "messages", en: "messages", also: ["message", "sms", "écrit", "par écrit", "texto", "textos", "text", "texts", "chat"] },
};

export const ROLES: Words<PeerRole> = {
  volunteer: { fr: "bénévole", en: "volunteer", also: ["volontaire", "benevolat"] },
  indemnified: { fr: "indemnisé", en: "indemnified", also: ["indemnisée", "défrayé", "défrayée", "expenses"] },
  salaried: { fr: "salarié", en: "salaried", also: ["salariée", "employé", "employée", "employee", "employed"] },
  independent: { fr: "indépendant", en: "independent", also: ["indépendante", "libéral", "freelance", "self employed"] },
};

export const GENDERS: Words<Gender> = {
  woman: { fr: "femme", en: "woman", also: ["f", "w", "féminin", "female"] },
  man: { fr: "homme", en: "man", also: ["h", "m", "masculin", "male"] },
  other: { fr: "autre", en: "other", also: ["non binaire", "non binary", "x", "nb"] },
};

/** The value that a word stands for, whatever its case and accents; inclusive endings ("salarié·e", "indépendant(e)") are understood. */
export function readWord<Value extends string>(words: Words<Value>, text: string): Value | undefined {
  const wanted = normaliseWords(text);
  const masculine = wanted.replace(/ e( ?s)?$/, "");
  for (const [value, spellings] of Object.entries(words) as [Value, Spellings][]) {
    const known = [value, spellings.fr, spellings.en, ...spellings.also].map(normaliseWords);
    if (known.includes(wanted) || known.includes(masculine)) return value;
  }
  return undefined;
}

/** The words that may be written, for somebody who wrote another: `bénévole / volunteer, ...` */
export function listWords(words: Words<string>): string {
  return Object.values(words)
    .map(({ fr, en }) => (fr === en ? fr : `${fr} / ${en}`))
    .join(", ");
}
