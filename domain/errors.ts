/** Codes are kept for good: they are in logs, in answers over HTTP and in tests. */
export type DomainErrorCode =
  | "programme/unknown" // no programme has that slug
  | "programme/taken" // another programme has that slug
  | "sender/refused" // that number may not send for an application
  | "sender/taken" // another programme has that number
  | "peer/unknown" // no such peer in that programme
  | "peer/phone-taken" // somebody of that programme was given that phone meanwhile
  | "coordinator/unknown" // no such coordinator in that programme
  | "coordinator/refused" // no coordinator can be made of that
  | "rota/refused" // no such shift can be
  | "unit/refused" // no unit can be added so
  | "unit/unknown" // no such open unit in that programme
  | "place/refused" // no room can be listed so
  | "place/unknown" // no such listed room in that programme
  | "place/in-use" // appointments need it, and no other room is free then
  | "booking/unknown" // no such appointment in that programme
  | "attendance/not-settled" // it is still to come, or was not to take place
  | "attendance/too-late" // what took place can't be corrected any more
  | "questionnaire/unknown" // the programme has no such questionnaire that may be sent
  | "questionnaire/unknown-link" // the programme has no such open link, or several are meant
  | "questionnaire/refused" // no questionnaire, or no export, can be made of that
  | "questionnaire/version-taken" // that name and version is there, with other content
  | "campaign/unknown" // no such campaign in that programme
  | "consent/missing" // something was to be kept about a person who did not agree to it
  | "turn/gone"; // the person of that turn was erased

/** A rule of the domain was broken. The message never holds content, names or numbers of people. */
export class DomainError extends Error {
  override name = "DomainError";
  readonly code: DomainErrorCode;

  constructor(code: DomainErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
