import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseListenAddress } from "../../../src/cli/ticket/listen-address.ts";
import { digestOf, newCode, seal, unseal } from "../../../src/cli/ticket/ticket-code.ts";
import { TicketStore } from "../../../src/cli/ticket/ticket-store.ts";
import { systemRandom } from "../../../src/core/index.ts";
import { parseLease } from "../../../src/lease/index.ts";
import { sampleLease } from "../../lease/sample-lease.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const temporaryDirectory = temporaryDirectories();
const now = new Date("2026-11-26T06:00:00Z");
const expiresAt = new Date("2026-11-26T06:10:00Z");

describe("a ticket's code", () => {
  it("has 130 bits, and is the same however it is typed", () => {
    const code = newCode(systemRandom);
    expect(code).toMatch(/^(?:[A-Z2-7]{5}-){5}[A-Z2-7]$/);
    expect(newCode(systemRandom)).not.toBe(code);
    const typed = ` ${code.toLowerCase().replaceAll("-", " ")}\n`;
    expect(digestOf(typed)).toBe(digestOf(code));
    expect(unseal(seal("text", code, systemRandom), typed)).toBe("text");
  });

  it("opens nothing that another code has sealed, nor what was changed", () => {
    const code = newCode(systemRandom);
    const sealed = seal("text", code, systemRandom);
    expect(() => unseal(sealed, newCode(systemRandom))).toThrow();
    const bytes = Buffer.from(sealed, "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => unseal(bytes.toString("base64"), code)).toThrow();
  });
});

describe("a ticket", () => {
  const make = async () => {
    const XDG_STATE_HOME = temporaryDirectory();
    const store = new TicketStore({ XDG_STATE_HOME });
    const folder = join(XDG_STATE_HOME, "keylease", "tickets");
    return { store, folder, ...(await store.add(sampleLease, { expiresAt, random: systemRandom })) };
  };

  it("gives its lease to the first who shows the code, and is then forgotten", async () => {
    const { store, folder, id, code } = await make();
    expect(await store.claim(id, newCode(systemRandom), now)).toEqual({ outcome: "wrong", leaseId: sampleLease.id });
    const claims = await Promise.all([1, 2, 3].map(() => store.claim(id, code, now)));
    expect(claims.map(({ outcome }) => outcome).sort()).toEqual(["given", "unknown", "unknown"]);
    const given = claims.find((claim) => claim.outcome === "given");
    expect(parseLease(given?.outcome === "given" ? given.document : "")).toEqual(sampleLease);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("cannot be read without its code, by whoever reads the file", async () => {
    const { folder, id, code } = await make();
    const path = join(folder, `${id}.json`);
    const text = readFileSync(path, "utf8");
    for (const secret of [sampleLease.credentials.secretAccessKey, sampleLease.credentials.sessionToken, code]) {
      expect(text).not.toContain(secret);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("is nothing after its time, and is cleared away", async () => {
    const { store, folder, id, code } = await make();
    expect(await store.claim(id, code, expiresAt)).toEqual({ outcome: "unknown" });
    await store.sweep(now);
    expect(readdirSync(folder)).toHaveLength(1);
    await store.sweep(expiresAt);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is never looked for outside of its folder", async () => {
    const { store, code } = await make();
    for (const id of ["../../secret", "", "a/b", "a".repeat(21)]) {
      expect(await store.claim(id, code, now)).toEqual({ outcome: "unknown" });
    }
  });
});

describe("an address to listen on", () => {
  it.each([
    ["127.0.0.1:4571", "127.0.0.1", 4571, true],
    ["4571", "127.0.0.1", 4571, true],
    ["localhost", "localhost", 4570, true],
    ["[::1]:0", "::1", 0, true],
    ["0.0.0.0:8443", "0.0.0.0", 8443, false],
    ["[::]:8443", "::", 8443, false],
    ["127.evil.example", "127.evil.example", 4570, false],
  ])("%s is read", (text, host, port, isLoopback) => {
    expect(parseListenAddress(text)).toEqual({ host, port, isLoopback });
  });

  it.each(["", "host:99999", "a b", "http://x", "127.0.0.1:x"])("`%s` is none", async (text) => {
    expect((await refusedBy(() => parseListenAddress(text))).code).toBe("ArgumentInvalid");
  });
});
