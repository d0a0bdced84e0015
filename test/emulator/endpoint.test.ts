import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../support/emulator.ts";

describe("an emulator", () => {
  it("listens on 127.0.0.1, on a free port", async () => {
    const emulator = await startTestEmulator();
    expect(emulator.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await emulator.close();
  });

  it("says which port is taken", async () => {
    const emulator = await startTestEmulator();
    const port = Number(new URL(emulator.endpoint).port);
    await expect(startTestEmulator({ port })).rejects.toMatchObject({
      code: "EmulatorStartFailed",
      message: `the emulator cannot listen on 127.0.0.1:${port}`,
    });
    await emulator.close();
  });

  it.each([
    { port: 65_536 },
    { port: -1 },
    { region: "mars" },
    { accountIds: ["1"] },
    { accountIds: [] },
    { bucketDefaults: "2015" as "2014" },
  ])("does not start with %j", async (options) => {
    await expect(startEmulator(options)).rejects.toMatchObject({ code: "EmulatorStartFailed" });
  });

  it("does not start in a directory that cannot be one", async () => {
    await expect(startTestEmulator({ dataDirectory: "/dev/null/x" })).rejects.toMatchObject({
      code: "EmulatorStartFailed",
    });
  });

  it("keeps its accounts in its data directory, which only its owner can read", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "keylease-test-"));
    try {
      const first = await startTestEmulator({ dataDirectory });
      const { accounts } = first;
      await first.close();
      expect(statSync(dataDirectory).mode & 0o777).toBe(0o700);
      const second = await startTestEmulator({ dataDirectory });
      expect(second.accounts).toEqual(accounts);
      await second.close();
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  });

  it("keeps its root keys when it is reset", async () => {
    const emulator = await startTestEmulator();
    await emulator.reset();
    const client = new STSClient(clientConfig(emulator));
    await expect(client.send(new GetCallerIdentityCommand())).resolves.toMatchObject({ Account: "111111111111" });
    await emulator.close();
  });

  it("ends when its signal says so", async () => {
    const controller = new AbortController();
    const emulator = await startTestEmulator({ signal: controller.signal });
    controller.abort();
    await expect(
      new STSClient({ ...clientConfig(emulator), maxAttempts: 1 }).send(new GetCallerIdentityCommand()),
    ).rejects.toThrow();
  });
});
