import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addressKey } from "../../../domain/people/address-key.ts";
import { readCode } from "../../../domain/people/invitation.ts";
import { seal, unseal } from "../../../domain/people/seal.ts";

const key = { id: "k1", key: randomBytes(32) };

describe("a sealed field", () => {
  test.each(["+33639980001", "", "é😀", "x".repeat(5000)])("opens again: %#", (plain) => {
    expect(unseal(key, seal(key, plain))).toBe(plain);
  });

  test("is never the same twice, and shows nothing of what is in it", () => {
    const [one, two] = [seal(key, "+33639980001"), seal(key, "+33639980001")];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(one).not.toContain("39980001");
  });

  test("does not open by another key, of another name or of the same", () => {
    const sealed = seal(key, "+33639980001");
    expect(() => unseal({ id: "k2", key: key.key }, sealed)).toThrow("A sealed field was made by another key or is damaged.");
    expect(() => unseal({ id: "k1", key: randomBytes(32) }, sealed)).toThrow();
  });

  test("does not open when any part of it was changed, and its error tells nothing", () => {
    const sealed = seal(key, "+33639980001");
    const parts = sealed.split(".");
    for (const part of [1, 2, 3]) {
      const bytes = Buffer.from(parts[part] ?? "", "base64url");
      for (let index = 0; index < bytes.length; index++) {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ 1;
        const altered = parts.with(part, changed.toString("base64url")).join(".");
        expect(() => unseal(key, altered)).toThrow(/^(?!.*39980001)/);
      }
    }
  });

  test.each(["", "k1", "k1..", "k1.a.b", "k1.a.b.c", "k1....", "nothing like it"])("is not made of %j", (sealed) => {
    expect(() => unseal(key, sealed)).toThrow();
  });

  test("does not open by a tag that was cut short", () => {
    const [id, iv, tag, text] = seal(key, "+33639980001").split(".");
    const short = Buffer.from(tag ?? "", "base64url")
      .subarray(0, 4)
      .toString("base64url");
    expect(() => unseal(key, [id, iv, short, text].join("."))).toThrow();
  });
});

describe("an address's key", () => {
  const secret = Buffer.alloc(32, 7);
  test("is 64 hexadecimal digits, the same for the same address", () => {
    expect(addressKey(secret, "+33639980001")).toMatch(/^[0-9a-f]{64}$/);
    expect(addressKey(secret, "+33639980001")).toBe(addressKey(secret, "+33639980001"));
  });
  test("differs for another address, channel or secret", () => {
    const keys = [
      addressKey(secret, "+33639980001"),
      addressKey(secret, "+33639980002"),
      addressKey(secret, "whatsapp:+33639980001"),
      addressKey(Buffer.alloc(32, 8), "+33639980001"),
    ];
    expect(new Set(keys).size).toBe(4);
  });
  test("is HMAC-SHA-256, as RFC 4231 has it (test case 2)", () => {
    expect(addressKey(Buffer.from("Jefe"), "what do ya want for nothing?")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });
});

describe("an invitation code", () => {
  test.each(["ABCD-EFGH", "abcd-efgh", " abcd efgh ", "ABCDEFGH", "AB CD EF GH", "abcd - efgh"])("is read from %j", (said) => {
    expect(readCode(said)).toBe("ABCD-EFGH");
  });
  test.each([
    "",
    "ABCD-EFG",
    "ABCD-EFGHI",
    "bonjour à tous",
    "ABCD-EFGH merci beaucoup",
    "ABCD+EFGH",
    "<at>ABCDEFGH</at>",
    "é".repeat(8),
    "A-B-C-D-E-F-G-H-",
  ])("is not %j", (said) => {
    expect(readCode(said)).toBeUndefined();
  });
});
