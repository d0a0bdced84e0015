import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { startTestEmulator } from "../../support/emulator.ts";

describe("the control interface", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());

  function call(
    path: string,
    {
      method = "GET",
      headers = {},
      body = "",
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ status: number; answer: Record<string, unknown> }> {
    return new Promise((resolve, reject) => {
      const message = request(`${emulator.endpoint}/_keylease/${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, answer: JSON.parse(Buffer.concat(chunks).toString()) }),
        );
      });
      message.on("error", reject);
      message.end(body);
    });
  }
  const token = (): Record<string, string> => ({ authorization: `Bearer ${emulator.controlToken}` });

  it("answers to its token", async () => {
    expect(await call("health", { headers: token() })).toEqual({ status: 200, answer: { status: "ok" } });
  });

  it.each([{}, { authorization: "Bearer wrong" }, { authorization: "Basic x" }, { authorization: "Bearer " }])(
    "refuses %j",
    async (headers) => {
      expect((await call("health", { headers: headers as Record<string, string> })).status).toBe(401);
    },
  );

  it("refuses a page in a browser, even with the token", async () => {
    expect((await call("health", { headers: { ...token(), origin: "http://127.0.0.1" } })).status).toBe(403);
  });

  it("refuses a name that only resolves to this machine, even with the token", async () => {
    expect((await call("health", { headers: { ...token(), host: "evil.example" } })).status).toBe(403);
    expect((await call("health", { headers: { ...token(), host: "s3.amazonaws.com" } })).status).toBe(403);
  });

  it("moves the clock forward and not back", async () => {
    const before = emulator.now().getTime();
    const moved = await call("clock", { method: "POST", headers: token(), body: '{"advanceSeconds":3600}' });
    expect(moved.status).toBe(200);
    expect(emulator.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
    for (const body of [
      '{"advanceSeconds":-1}',
      '{"advanceSeconds":"1"}',
      "{}",
      "[",
      "null",
      `"${"x".repeat(70_000)}"`,
    ]) {
      expect((await call("clock", { method: "POST", headers: token(), body })).status).toBe(400);
    }
  });

  it("does not know what it does not know", async () => {
    expect((await call("nothing", { headers: token() })).status).toBe(404);
    expect((await call("requests/UNKNOWN", { headers: token() })).status).toBe(404);
    expect((await call("requests/%zz", { headers: token() })).status).toBe(400);
  });
});
