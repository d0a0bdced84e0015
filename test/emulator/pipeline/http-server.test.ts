import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { startTestEmulator } from "../../support/emulator.ts";

describe("the front door", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());

  /** Sends bytes as they are and gives what comes back until the server closes or is silent for a while. */
  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(emulator.endpoint).port), "127.0.0.1", () => socket.write(text));
      let answer = "";
      socket.setTimeout(300, () => socket.destroy());
      socket.on("data", (chunk) => {
        answer += chunk.toString();
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(answer));
    });
  }

  it("refuses a host name that is neither loopback's nor AWS's", async () => {
    expect(await raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("names a service that is not emulated", async () => {
    const scope = "Credential=AKIA/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00";
    const answer = await raw(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: AWS4-HMAC-SHA256 ${scope}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 501 /);
    expect(answer).toContain("the service dynamodb is not emulated");
  });

  it("refuses an upload before its body is sent", async () => {
    const head =
      "POST / HTTP/1.1\r\nHost: iam.amazonaws.com\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
      "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n";
    const answer = await raw(head);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).not.toContain("100 Continue");
    expect(answer.toLowerCase()).toContain("connection: close");
  });

  it("tells the emulator's time, which clients set their clocks by", async () => {
    emulator.advanceClock(86_400);
    const date = await new Promise<string>((resolve, reject) => {
      request(emulator.endpoint, { path: "/?Action=X" }, (response) => {
        response.resume();
        resolve(response.headers.date ?? "");
      })
        .on("error", reject)
        .end();
    });
    expect(Math.abs(new Date(date).getTime() - emulator.now().getTime())).toBeLessThan(5_000);
  });

  it("answers every malformed head with a 4xx", async () => {
    for (const bytes of [
      "\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "\u0000\u0001",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA".repeat(2),
    ]) {
      const answer = await raw(bytes);
      if (answer !== "") expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect(await raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 /);
  });
});
