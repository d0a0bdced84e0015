import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../src/core/index.ts";
import { SessionSealer } from "../../../src/emulator/state/sessions.ts";

const session = {
  accountId: "111111111111",
  issuedAt: 1_000,
  expiresAt: 901_000,
  identity: { type: "role", roleName: "r", roleId: "AROAX", sessionName: "s" },
  sessionPolicies: ['{"Version":"2012-10-17"}'],
} as const;

describe("a session token", () => {
  const sealer = new SessionSealer(systemRandom.bytes(32), systemRandom);

  it("says what was sealed in it, and whose keys they are", () => {
    const minted = sealer.mint(session);
    expect(sealer.open(minted.sessionToken)).toEqual({
      ...session,
      accessKeyId: minted.accessKeyId,
      secretAccessKey: minted.secretAccessKey,
    });
    expect(minted.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(minted.secretAccessKey).toHaveLength(40);
    expect(minted.expiration.getTime()).toBe(session.expiresAt);
  });

  it("holds neither secret nor policy in the clear", () => {
    const { sessionToken, secretAccessKey } = sealer.mint(session);
    const bytes = Buffer.from(sessionToken, "base64").toString("latin1");
    expect(bytes).not.toContain(secretAccessKey);
    expect(bytes).not.toContain("2012-10-17");
  });

  it("is worth nothing once any bit of it is changed", () => {
    const token = Buffer.from(sealer.mint(session).sessionToken, "base64");
    fc.assert(
      fc.property(fc.nat(token.length * 8 - 1), (bit) => {
        const changed = Buffer.from(token);
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(sealer.open(changed.toString("base64"))).toBeUndefined();
      }),
    );
  });

  it("is worth nothing in another spelling of the same bytes", () => {
    const { sessionToken } = sealer.mint(session);
    expect(sealer.open(`${sessionToken}\n`)).toBeUndefined();
    expect(sealer.open(sessionToken.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""))).toBeUndefined();
  });

  it("of one emulator is worth nothing to another", () => {
    const other = new SessionSealer(systemRandom.bytes(32), systemRandom);
    expect(other.open(sealer.mint(session).sessionToken)).toBeUndefined();
  });

  it.each(["", "x", "AAAA", "é", "A".repeat(20_000)])("is not any text, such as `%.10s`", (text) => {
    expect(sealer.open(text)).toBeUndefined();
  });
});
