import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SigningKey } from "../../../src/wire/sigv4/signing-key.ts";

const hmac = (key: Uint8Array, text: string): string => createHmac("sha256", key).update(text).digest("hex");

describe("a signing key", () => {
  it("signs as HMAC-SHA-256 does, one text after the other, of any length and of any characters", () => {
    const key = fc.uint8Array({ maxLength: 64 });
    const texts = fc.array(fc.string({ unit: "binary", maxLength: 300 }), { maxLength: 3 });
    fc.assert(
      fc.property(key, texts, (bytes, signed) => {
        const signer = new SigningKey(Buffer.from(bytes));
        expect(signed.map((text) => signer.sign(text))).toEqual(signed.map((text) => hmac(bytes, text)));
      }),
    );
  });

  it.each([0, 1, 169, 170, 171, 512, 513])("signs a text of %d characters of three bytes", (length) => {
    const bytes = Buffer.alloc(32, 7);
    const text = "漢".repeat(length);
    expect(new SigningKey(bytes).sign(text)).toBe(hmac(bytes, text));
  });

  it("is no longer than a block", () => {
    expect(() => new SigningKey(Buffer.alloc(65))).toThrow("at most 64 bytes");
  });
});
