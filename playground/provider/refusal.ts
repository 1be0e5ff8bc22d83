/**
 * The provider's refusals that the product must tell apart: HTTP status and words by error code.
 * @see https://www.twilio.com/docs/api/errors
 */
const REFUSALS = {
  20001: { status: 400, message: "A parameter's value is not allowed" },
  20003: { status: 401, message: "Authenticate" },
  20404: { status: 404, message: "The requested resource was not found" },
  21201: { status: 400, message: "No 'To' number is specified" },
  21205: { status: 400, message: "Url parameter is required." },
  21208: { status: 400, message: "Invalid Timeout" },
  21210: { status: 400, message: "'From' phone number not verified" },
  21211: { status: 400, message: "The 'To' number is not a valid phone number." },
  21212: { status: 400, message: "Invalid 'From' phone number" },
  21213: { status: 400, message: "Caller phone number is required" },
  21220: { status: 400, message: "Call is not in-progress. Cannot redirect." },
  21602: { status: 400, message: "Message body is required." },
  21603: { status: 400, message: "A 'From' phone number is required." },
  21604: { status: 400, message: "A 'To' phone number is required." },
  21606: { status: 400, message: "The 'From' phone number provided is not a valid message-capable phone number for this account." },
  21609: { status: 400, message: "Invalid 'StatusCallback' URL" },
  21610: { status: 400, message: "Attempt to send to unsubscribed recipient" },
  21614: { status: 400, message: "'To' number is not a valid mobile number" },
  21617: { status: 400, message: "The concatenated message body exceeds the 1600 character limit" },
  21626: { status: 400, message: "Invalid 'StatusCallbackEvent'" },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A refusal as the provider words it. */
export function refusal(code: RefusalCode): { status: number; body: { code: number; message: string; more_info: string; status: number } } {
  const { status, message } = REFUSALS[code];
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
