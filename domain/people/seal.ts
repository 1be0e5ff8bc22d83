import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** The key that seals fields, and the name by which what it sealed remembers it. */
export interface FieldKey {
  id: string;
  key: Buffer;
}

/** 96 bits, as NIST SP 800-38D section 8.2 recommends for GCM. */
const IV_BYTES = 12;

/** Encrypts one field (AES-256-GCM): `keyId.iv.tag.ciphertext`, each in base64url. */
export function seal({ id, key }: FieldKey, plain: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const ciphertext = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [id, ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString("base64url"))].join(".");
}

/**
 * Decrypts what `seal` made.
 *
 * @throws {Error} if it was sealed by another key or was altered; the message holds no content
 */
export function unseal({ id, key }: FieldKey, sealed: string): string {
  const [keyId, iv, tag, ciphertext] = sealed.split(".");
  if (keyId !== id || !iv || !tag || ciphertext === undefined) throw new Error("A sealed field was made by another key or is damaged.");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: 16 });
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()]).toString("utf8");
}
