interface SendFailure {
  status?: number;
  permanent: boolean;
  retryAfterSeconds?: number;
  ambiguous: boolean;
  cause?: unknown;
}

/** A message did not go out to Teams, or perhaps did. The message says which status, never to whom or what. */
export class TeamsSendError extends Error {
  override name = "TeamsSendError";
  /** The connector's HTTP status, if it answered. */
  readonly status: number | undefined;
  /** True if the same message can't be delivered later either: the bot was removed or blocked, the conversation is gone, the address is not allowed. */
  readonly permanent: boolean;
  /** How long the connector asks us to wait. */
  readonly retryAfterSeconds: number | undefined;
  /** True if Teams may have shown the message although no answer came. */
  readonly ambiguous: boolean;

  constructor(message: string, { status, permanent, retryAfterSeconds, ambiguous, cause }: SendFailure) {
    super(message, { cause });
    this.status = status;
    this.permanent = permanent;
    this.retryAfterSeconds = retryAfterSeconds;
    this.ambiguous = ambiguous;
  }
}
