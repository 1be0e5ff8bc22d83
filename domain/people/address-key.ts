import { createHmac } from "node:crypto";

declare const keyed: unique symbol;
/** What stands for an address everywhere but where something is sent: 64 hexadecimal digits. */
export type AddressKey = string & { [keyed]: true };

/**
 * Makes the key by which an address is found without being known: HMAC-SHA-256 under a key that is not the one that seals.
 *
 * @param address `+33639980001`, `whatsapp:+33639980001`, or `teams:<tenant>:<user>`
 */
export function addressKey(secret: Buffer, address: string): AddressKey {
  return createHmac("sha256", secret).update(address).digest("hex") as AddressKey;
}
