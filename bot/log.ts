import pino from "pino";

/** The only fields that a log line may have; everything else is dropped, so that no text, number or name can get in. */
const ALLOWED = new Set([
  "process",
  "route",
  "status",
  "ms",
  "code",
  "ref",
  "event",
  "level",
  "rule",
  "job",
  "outcome",
  "attempt",
  "count",
  "programmeId",
  "deliveryId",
  "errorName",
  "at",
]);

export type LogFields = Partial<
  Record<
    | "process"
    | "route"
    | "status"
    | "ms"
    | "code"
    | "ref"
    | "level"
    | "rule"
    | "job"
    | "outcome"
    | "attempt"
    | "count"
    | "programmeId"
    | "deliveryId"
    | "errorName"
    | "at",
    string | number | undefined
  >
>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { error?: unknown }): void;
}

/**
 * Opens the process's log: one JSON line an event on standard output, fields from an allow-list.
 * Of an error only its name, code and the place in our own code are kept: its message may hold what somebody wrote.
 */
export function openLog(process: string, level: string, destination?: pino.DestinationStream): Log {
  const log = pino(
    { level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: "event" },
    destination ?? pino.destination(1),
  );
  return {
    info: (event, fields) => log.info(only(fields), event),
    warn: (event, fields) => log.warn(only(fields), event),
    error: (event, { error, ...fields } = {}) => log.error(only({ ...fields, ...describe(error) }), event),
  };
}

function only(fields: object = {}): object {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => ALLOWED.has(name) && value !== undefined));
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return {};
  const { code } = error as { code?: unknown };
  const frames = error.stack?.slice(error.stack.indexOf(error.message) + error.message.length);
  const at = frames?.match(/\/(?:bot|domain|dialogs|adapters|cards)\/[\w./-]+:\d+/)?.[0];
  return { errorName: error.name, ...(typeof code === "string" || typeof code === "number" ? { code } : {}), ...(at ? { at } : {}) };
}
