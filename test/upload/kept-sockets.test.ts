import { generateKeyPairSync } from "node:crypto";
import { type Server as PlainServer, createServer as plainServer, request as requestPlain } from "node:http";
import { request as requestSecure, createServer as secureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import forge from "node-forge";
import { afterEach, describe, expect, it, vi } from "vitest";
import { KeptSockets } from "../../src/upload/kept-sockets.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const end of ends.splice(0)) end();
});

async function listen(server: PlainServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that answers with the number of the connection that a request came over. */
async function counting(): Promise<{ readonly server: PlainServer; readonly port: number }> {
  const connections: unknown[] = [];
  const server = plainServer(({ socket }, response) => {
    if (!connections.includes(socket)) connections.push(socket);
    response.end(String(connections.indexOf(socket) + 1));
  });
  return { server, port: await listen(server) };
}

function keptSockets(secure = false): KeptSockets {
  const sockets = new KeptSockets({ secure, idleMilliseconds: 5_000 });
  ends.push(() => sockets.destroy());
  return sockets;
}

function ask(agent: KeptSockets, port: number, start = requestPlain): Promise<string> {
  return new Promise((resolve, reject) => {
    const message = start({ method: "GET", host: "127.0.0.1", port, path: "/", agent }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      // By then the socket is free for the next one.
      message.on("close", () => setImmediate(() => resolve(body)));
    });
    message.on("error", reject).end();
  });
}

describe("kept sockets", () => {
  it("serve one request after the other, and more where several are on their way", async () => {
    const { port } = await counting();
    const sockets = keptSockets();
    expect([await ask(sockets, port), await ask(sockets, port)]).toEqual(["1", "1"]);
    const both = await Promise.all([ask(sockets, port), ask(sockets, port)]);
    expect(both.sort()).toEqual(["1", "2"]);
  });

  it("are not used again for another server", async () => {
    const [one, other] = [await counting(), await counting()];
    const sockets = keptSockets();
    await ask(sockets, one.port);
    await ask(sockets, one.port);
    // On the first server's connection this would be another answer.
    other.server.removeAllListeners("request").on("request", (_, response) => response.end("other"));
    expect(await ask(sockets, other.port)).toBe("other");
  });

  it("are not used again when the server has closed them, or may soon", async () => {
    const { server, port } = await counting();
    const sockets = keptSockets();
    await ask(sockets, port);
    server.closeAllConnections();
    await vi.waitUntil(async () => (await ask(sockets, port).catch(() => "")) === "2");
    const now = performance.now();
    vi.spyOn(performance, "now").mockReturnValue(now + 5_000);
    expect(await ask(sockets, port)).toBe("3");
  });

  it("end with all that is on its way over them", async () => {
    const server = plainServer(() => sockets.endRequests());
    const port = await listen(server);
    const sockets = keptSockets();
    await expect(ask(sockets, port)).rejects.toThrow("socket hang up");
  });
});

describe("kept sockets with TLS", () => {
  async function secured(): Promise<{ readonly port: number; readonly isResumed: boolean[] }> {
    const isResumed: boolean[] = [];
    const server = secureServer(selfSigned(), ({ socket }, response) => {
      isResumed.push((socket as TLSSocket).isSessionReused());
      response.end();
    });
    return { port: await listen(server as unknown as PlainServer), isResumed };
  }

  it("are refused to a server that nobody vouches for", async () => {
    const { port, isResumed } = await secured();
    const error = await ask(keptSockets(true), port, requestSecure).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(isResumed).toEqual([]);
  });

  it("go on with the session of those before", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    vi.spyOn(process, "emitWarning").mockReturnValue();
    const { port, isResumed } = await secured();
    const sockets = keptSockets(true);
    await ask(sockets, port, requestSecure);
    await Promise.all([ask(sockets, port, requestSecure), ask(sockets, port, requestSecure)]);
    expect(isResumed.sort()).toEqual([false, false, true]);
  });
});

function selfSigned(): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const cert = forge.pki.createCertificate();
  cert.publicKey = forge.pki.publicKeyFromPem(publicKey);
  cert.serialNumber = "01";
  cert.validity.notBefore = new Date(Date.now() - 60_000);
  cert.validity.notAfter = new Date(Date.now() + 3_600_000);
  const name = [{ name: "commonName", value: "localhost" }];
  cert.setSubject(name);
  cert.setIssuer(name);
  cert.setExtensions([{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }]);
  cert.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(cert), key: privateKey };
}
