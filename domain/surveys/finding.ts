import type { Locale } from "../locale.ts";

/** What keeps a questionnaire from being asked. Codes are kept for good: texts for coordinators go by them. */
export type FindingCode =
  // whatever the channel
  | "not-json"
  | "not-a-questionnaire" // another FHIR resource, or none
  | "malformed" // something of it is missing or not as FHIR has it
  | "too-deep" // items within items within items
  | "unsupported" // FHIR has it, and we do not ask it: a type, repeated answers, options kept elsewhere
  | "nothing-to-ask"
  | "duplicate-link-id"
  | "no-options" // a choice without any
  | "duplicate-option" // two options of an item have one code
  | "bad-scale" // its lowest number is above its highest
  | "condition-on-unknown" // enableWhen names no item that is asked
  | "condition-on-later" // enableWhen names an item that is asked later
  | "condition-never-fits" // enableWhen compares an item with what it never is
  | "partly-translated" // some of it is in that language, some is not
  // of a channel
  | "too-long" // past two SMS segments
  | "too-many-options" // more than there are keys
  | "negative-numbers" // no key says minus
  | "free-text" // by voice
  // of a language
  | "not-translated";

export interface Finding {
  code: FindingCode;
  /** Of which item. */
  linkId?: string;
  /** In which language, where it is so in that one only. */
  locale?: Locale;
  /** For an operator, in English. */
  sentence: string;
}
