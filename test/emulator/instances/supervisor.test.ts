import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeInstancesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/core/index.ts";
import type { InstanceReport } from "../../../src/emulator/control/control.ts";
import type { Emulator } from "../../../src/emulator/index.ts";
import { diskImages } from "../../../src/emulator/instances/images.ts";
import { InstanceSupervisor } from "../../../src/emulator/instances/supervisor.ts";
import { openState } from "../../../src/emulator/open-state.ts";
import type { InstanceMode } from "../../../src/emulator/options.ts";
import { publicParameter } from "../../../src/emulator/state/images.ts";
import { findInstance, type InstanceRecord, putInstance } from "../../../src/emulator/state/instances.ts";
import type { EmulatorState } from "../../../src/emulator/state/state.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { userData, waitForInstance, waitForUserData } from "../../support/instances.ts";
import { INSTANCE } from "./metadata/stage.ts";

const ImageId = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");

describe("The supervisor of instances", () => {
  let state: EmulatorState;
  let supervisor: InstanceSupervisor;
  beforeEach(async () => {
    ({ state } = await openState({ region: "ap-northeast-1", accountIds: ["111111111111"] }));
  });
  afterEach(() => supervisor.close());

  const attach = (endpoint: string): void =>
    supervisor.attach({ endpoint, accept: (connection) => connection.destroy() });
  const supervise = (mode: InstanceMode, userDataSeconds = 600): void => {
    supervisor = new InstanceSupervisor({ state, logger: silentLogger, mode, image: diskImages({}), userDataSeconds });
    attach("http://127.0.0.1:4566");
  };
  const put = (changes: Partial<InstanceRecord>): Promise<void> =>
    state.store.transaction((writer) => putInstance(writer, { ...INSTANCE, ...changes }));
  const boot = async (...lines: string[]): Promise<void> => {
    await put({ state: "pending", userData: userData(...lines) });
    supervisor.boot(INSTANCE);
  };
  const until = async (isReady: (report: InstanceReport) => boolean): Promise<InstanceReport> => {
    for (let attempt = 0; attempt < 400; attempt++) {
      const [report] = await supervisor.reports();
      if (report !== undefined && isReady(report)) return report;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`not so far: ${JSON.stringify(await supervisor.reports())}`);
  };
  const recorded = (): InstanceRecord | undefined => findInstance(state.store, INSTANCE.accountId, INSTANCE.instanceId);

  it("ends user data that takes too long, and says so in its console", async () => {
    supervise("process", 0.3);
    await boot("#!/bin/sh", "echo begun", "sleep 600");
    const report = await until(({ userData }) => userData === "ended");
    expect(report.exitStatus).toBe(137);
    expect(report.consoleOutput).toBe("begun\nkeylease: the user data was ended after 0.3 seconds\n");
  });

  it("runs nothing in mode `none`, and says so", async () => {
    supervise("none");
    await boot("#!/bin/sh", "echo never");
    const report = await until(({ userData }) => userData !== "pending");
    expect(report).toMatchObject({ state: "running", runner: "none", userData: "not-run" });
    expect(report.consoleOutput).toBe("keylease: this emulator runs nothing in its instances (their mode is `none`)\n");
    expect(report).not.toHaveProperty("metadata");
  });

  it("can end an instance at any moment of its boot", async () => {
    supervise("process");
    for (const pause of [0, 1, 2, 5, 10, 20]) {
      await boot("#!/bin/sh", "sleep 600");
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      await supervisor.end(INSTANCE);
      expect(recorded()?.state).toBe("terminated");
      expect((await supervisor.reports())[0]).not.toHaveProperty("metadata");
    }
  });

  it("boots nothing that is not pending, nor after it was closed", async () => {
    supervise("process");
    await put({ state: "shutting-down", userData: userData("#!/bin/sh", "echo never") });
    supervisor.boot(INSTANCE);
    await supervisor.end(INSTANCE);
    expect(recorded()).toMatchObject({ state: "terminated", userDataOutcome: { status: "not-run" } });
    await supervisor.close();
    await boot("#!/bin/sh", "echo never");
    expect(await supervisor.reports()).toMatchObject([{ state: "pending", consoleOutput: "" }]);
  });

  it.each([
    ["pending", "pending", "stopped", "not-run"],
    ["running", "running", "stopped", "ended"],
    ["running", "absent", "stopped", "absent"],
    ["shutting-down", "running", "terminated", "ended"],
    ["terminated", "absent", "terminated", "absent"],
  ] as const)(
    "finds an instance %s with user data %s after a restart: %s, %s",
    async (before, status, after, outcome) => {
      supervise("process");
      await put({ state: before, userDataOutcome: { status } });
      await supervisor.recover();
      expect(recorded()).toMatchObject({ state: after, userDataOutcome: { status: outcome } });
    },
  );

  it("reaches an emulator that listens on every address at this machine's own", async () => {
    supervise("process");
    attach("http://0.0.0.0:4566");
    await boot("#!/bin/sh", "echo $AWS_ENDPOINT_URL");
    const report = await until(({ userData }) => userData === "ended");
    expect(report.consoleOutput).toBe("http://127.0.0.1:4566\n");
  });
});

describe("Instances of an emulator that keeps its state", () => {
  let directory: string;
  let emulator: Emulator;
  const start = async (): Promise<EC2Client> => {
    emulator = await startTestEmulator({ instanceMode: "process", dataDirectory: directory });
    return new EC2Client(clientConfig(emulator));
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "data-"));
  });
  afterEach(async () => {
    await emulator.close();
    rmSync(directory, { recursive: true });
  });

  it("are stopped after a restart, with what they had printed, and can be terminated", async () => {
    const before = await start();
    const input = { ImageId, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;
    const { Instances = [] } = await before.send(
      new RunInstancesCommand({ ...input, UserData: userData("#!/bin/sh", "echo hello") }),
    );
    const id = Instances[0]?.InstanceId ?? "";
    await waitForUserData(emulator, id);
    await emulator.close();
    const after = await start();
    const { Reservations = [] } = await after.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations[0]?.Instances?.[0]).toMatchObject({
      State: { Code: 80, Name: "stopped" },
      StateReason: { Code: "Server.ScheduledStop", Message: "Server.ScheduledStop: the emulator was restarted" },
    });
    const { Output = "" } = await after.send(new GetConsoleOutputCommand({ InstanceId: id }));
    expect(Buffer.from(Output, "base64").toString()).toBe("hello\n");
    await after.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const report = await waitForInstance(emulator, id, ({ state }) => state === "terminated");
    expect(report).toMatchObject({ userData: "ended", exitStatus: 0 });
  });
});
