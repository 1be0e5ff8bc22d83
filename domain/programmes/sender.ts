import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";

/**
 * What a number may do. A question is never asked from a sender that can't be answered. Whether a machine may call from it follows from its range:
 * see `mayCallAutomatically`.
 */
export interface SenderCapabilities {
  smsOut: boolean;
  smsIn: boolean;
  voice: boolean;
  callerId: boolean;
  /** It serves masked calls: pairs talk over it, and nothing else leaves from it. */
  pool?: boolean;
}

/** ARCEP decisions 2019-0954 and 2022-1583: legal for automated calls, and widely blocked by operators and apps. */
const OFTEN_BLOCKED = /^\+33(162|163|270|271|377|378|424|425|568|569|948|949)/;

/**
 * France's numbers that an automated system may show as its caller ID: verified multi-purpose numbers, overseas 09 47 5 to 9 too, and the technical platforms'
 * 09 37 to 09 39. Geographic and other 09 numbers may not. ARCEP decision 2022-1583, annex 1, 2.2.2, 2.3.7 and 2.3.9
 */
const AUTOMATED = /^\+33(162|163|270|271|377|378|424|425|568|569|93[789]|94[89]|947[5-9])/;

/**
 * Whether a machine may call people from a number, and show it. What other countries than France allow is not known here: there it may, if it may call at all.
 * A number that pairs talk over never does.
 */
export const mayCallAutomatically = (address: string, { voice, callerId, pool }: SenderCapabilities): boolean =>
  voice && callerId && !pool && address.startsWith("+") && (!address.startsWith("+33") || AUTOMATED.test(address));

/**
 * Whether an address may send for an application, in France's numbering plan.
 *
 * @param address E.164, `whatsapp:` and E.164, a short code, or an alphanumeric name
 */
export function checkSender(address: string, capabilities: SenderCapabilities): { refused: string } | { warning?: string } {
  if (/^\+33[67]/.test(address)) {
    return {
      refused:
        "A French 06 or 07 number may not carry an application's SMS, nor be shown as its caller ID (ARCEP's numbering plan). Use a 09 37, 09 38 or 09 39 number or a short code.",
    };
  }
  if (!/^(whatsapp:)?\+[1-9]\d{6,14}$|^\d{5,6}$|^[A-Za-z][A-Za-z0-9 ]{1,10}$/.test(address)) {
    return { refused: "A sender is a number such as +33937990001, a short code of 5 or 6 digits, or a name of up to 11 letters." };
  }
  if (/^[A-Za-z]/.test(address) && !address.startsWith("whatsapp:") && capabilities.smsIn) {
    return { refused: "A name as sender is one-way: it can't be answered, so it can't receive." };
  }
  return OFTEN_BLOCKED.test(address) ? { warning: "This range is legal for automated calls, and many phones and operators block it." } : {};
}

/**
 * Gives a programme a number to send from and be written to.
 *
 * @throws {DomainError} `sender/refused` with the reason, `sender/taken` if another programme has it
 */
export async function addSender(db: Db, address: string, capabilities: SenderCapabilities): Promise<{ warning?: string }> {
  const checked = checkSender(address, capabilities);
  if ("refused" in checked) throw new DomainError("sender/refused", checked.refused);
  const { rowCount } = await db.query(
    `insert into sender (programme_id, address, sms_out, sms_in, voice, caller_id, pool, automated_calls)
     values (current_programme(), $1, $2, $3, $4, $5, $6, $7)
     on conflict (address) do nothing`,
    [
      address,
      capabilities.smsOut,
      capabilities.smsIn,
      capabilities.voice,
      capabilities.callerId,
      capabilities.pool ?? false,
      mayCallAutomatically(address, capabilities),
    ],
  );
  if (!rowCount) throw new DomainError("sender/taken", "That number belongs to a programme already.");
  return checked;
}

/** Whether a programme has a number that may call people, and be shown to them. */
export async function mayCall(db: Db): Promise<boolean> {
  const { rowCount } = await db.query(
    "select from sender where programme_id = current_programme() and voice and caller_id and address like '+%' limit 1",
  );
  return Boolean(rowCount);
}

/** Whether a programme has a number from which a machine may call people. */
export async function hasAutomatedCalls(db: Db): Promise<boolean> {
  const { rowCount } = await db.query(
    "select from sender where programme_id = current_programme() and automated_calls and voice and caller_id and not pool and address like '+%' limit 1",
  );
  return Boolean(rowCount);
}

/** Whose number it is: read before the programme is known. */
export async function programmeOfSender(db: Db, address: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>("select programme_id as id from sender where address = $1", [address]);
  return rows[0]?.id;
}
