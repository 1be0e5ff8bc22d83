import { createHmac } from "node:crypto";

/** A key for one purpose only, made from the one that finds addresses: what is derived here says nothing of what is derived there. */
const subkey = (secret: Buffer, purpose: string): Buffer => createHmac("sha256", secret).update(`passerelle ${purpose}`).digest();

/**
 * The name of an appointment's video room: 128 bits that nobody can guess, nor work out from a link to it. Lower case, as Jitsi's server keeps names.
 */
export const roomName = (secret: Buffer, appointmentId: string): string =>
  createHmac("sha256", subkey(secret, "video room")).update(appointmentId).digest("hex").slice(0, 32);

/**
 * The token of one side's link: 128 bits in lower case letters and digits, so that no phone cuts it off at a sign and it can be typed by hand.
 * The same for the same appointment and person whenever it is asked for; another time is another appointment, and so another token.
 */
export function linkToken(secret: Buffer, appointmentId: string, personId: string): string {
  const made = createHmac("sha256", subkey(secret, "video link")).update(`${appointmentId} ${personId}`).digest("hex").slice(0, 32);
  return BigInt(`0x${made}`).toString(36).padStart(TOKEN_LENGTH, "0");
}

/** As many digits as 128 bits take to the base of 36. */
export const TOKEN_LENGTH = 25;
