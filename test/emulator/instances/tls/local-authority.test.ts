import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { systemRandom } from "../../../../src/core/index.ts";
import { AUTHORITY_HASH_FILE, LocalAuthority } from "../../../../src/emulator/instances/tls/local-authority.ts";

describe("The authority of an emulator's instances", () => {
  let authority: LocalAuthority;
  beforeAll(async () => {
    authority = await LocalAuthority.create(systemRandom);
  });

  /** What a client that trusts only this authority comes to. */
  const shown = async (name: string, trusted = authority.certificate): Promise<X509Certificate | string> => {
    const server = createServer({
      SNICallback: (asked, callback) => callback(null, authority.contextFor(asked)),
    });
    server.on("tlsClientError", () => {});
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const socket: TLSSocket = connect({ host: "127.0.0.1", port, servername: name, ca: trusted });
    try {
      await once(socket, "secureConnect");
      return new X509Certificate(socket.getPeerCertificate().raw);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "";
    } finally {
      socket.destroy();
      server.close();
    }
  };

  it("makes certificates that a client accepts for the name that it asks for", async () => {
    const certificate = await shown("bucket.s3.ap-northeast-1.amazonaws.com");
    expect(certificate).toBeInstanceOf(X509Certificate);
    if (typeof certificate === "string") return;
    expect(certificate.subjectAltName).toBe(
      "DNS:s3.ap-northeast-1.amazonaws.com, DNS:*.s3.ap-northeast-1.amazonaws.com",
    );
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(new Date(certificate.validTo).getTime()).toBeGreaterThan(Date.now());
  });

  it("shows nothing to who asks for a name that is not AWS's", async () => {
    expect(authority.contextFor("example.com")).toBeUndefined();
    expect(await shown("example.com")).toMatch(/ECONNRESET|ERR_SSL/);
  });

  it("is trusted by nobody who was not told of it", async () => {
    const other = await LocalAuthority.create(systemRandom);
    expect(await shown("sts.amazonaws.com", other.certificate)).toMatch(/UNABLE_TO_VERIFY|SIGNATURE|SELF_SIGNED/);
  });

  it("is its own, and may only sign certificates", () => {
    const own = new X509Certificate(authority.certificate);
    expect(own.ca).toBe(true);
    expect(own.checkIssued(own)).toBe(true);
    expect(own.verify(own.publicKey)).toBe(true);
    expect(JSON.stringify(authority)).not.toContain("PRIVATE");
  });

  it("keeps what it has made for a name, and for its neighbours under a wildcard", () => {
    const first = authority.contextFor("one.s3.eu-west-1.amazonaws.com");
    expect(authority.contextFor("two.s3.eu-west-1.amazonaws.com")).toBe(first);
    expect(authority.contextFor("sts.eu-west-1.amazonaws.com")).not.toBe(first);
  });

  const openssl = spawnSync("openssl", ["version"]).status === 0;
  it.skipIf(!openssl)("lies where OpenSSL looks for it (needs openssl)", () => {
    const { stdout } = spawnSync("openssl", ["x509", "-noout", "-hash"], {
      input: authority.certificate,
      encoding: "utf8",
    });
    expect(`${stdout.trim()}.0`).toBe(AUTHORITY_HASH_FILE);
  });
});
