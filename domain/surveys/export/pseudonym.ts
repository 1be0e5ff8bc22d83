import { createHmac } from "node:crypto";

/**
 * What stands for a person, or for a form, in what leaves the service: the same in every export of a programme, and in nothing else that we keep or send.
 * Who has not the key can't go back from it.
 *
 * @returns 20 hexadecimal digits: among a million, two are the same once in 10^12
 */
export function pseudonymOf(secret: Buffer, programmeId: string, kind: "person" | "form", id: string): string {
  return createHmac("sha256", secret).update(`questionnaire export ${kind} ${programmeId} ${id}`).digest("hex").slice(0, 20);
}
