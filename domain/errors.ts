/** Codes are kept for good: they are in logs, in answers over HTTP and in tests. */
export type DomainErrorCode =
  | "programme/unknown" // no programme has that slug
  | "programme/taken" // another programme has that slug
  | "sender/refused" // that number may not send for an application
  | "sender/taken" // another programme has that number
  | "peer/unknown" // no such peer in that programme
  | "booking/unknown" // no such appointment in that programme
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
