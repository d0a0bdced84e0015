import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  EC2Client,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { publicParameter } from "../../../src/emulator/state/images.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { userData, waitForInstance, waitForUserData } from "../../support/instances.ts";
import { countProcesses, waitForProcess } from "../../support/processes.ts";

const ImageId = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");

describe("An instance whose user data runs as a process", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  beforeEach(async () => {
    emulator = await startTestEmulator({
      instanceMode: "process",
      instanceImage: { path: ["/image/bin"], readable: [] },
    });
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterEach(() => emulator.close());

  const boot = async (data: string | undefined): Promise<string> => {
    const input = { ImageId, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand(data === undefined ? input : { ...input, UserData: data }),
    );
    return Instances[0]?.InstanceId ?? "";
  };
  /** Boots a script that prints its folder and then sleeps, under a name that nobody else has. */
  const bootSleeper = async (): Promise<{ id: string; mark: string; folder: string }> => {
    const mark = `3${process.pid}${Date.now()}`;
    const id = await boot(userData("#!/bin/sh", `sleep ${mark} & pwd`, "wait"));
    const { consoleOutput } = await waitForInstance(emulator, id, (instance) => instance.consoleOutput.includes("\n"));
    await waitForProcess(mark);
    return { id, mark, folder: dirname(consoleOutput.trim()) };
  };
  const run = async (...lines: string[]) => waitForUserData(emulator, await boot(userData(...lines)));

  it("keeps what the script prints, in order, and its exit status", async () => {
    const report = await run("#!/bin/sh", "echo out", "echo err >&2", "echo out again", "exit 3");
    expect(report).toMatchObject({
      runner: "process",
      userData: "ended",
      exitStatus: 3,
      consoleOutput: "out\nerr\nout again\n",
    });
    const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: report.instanceId }));
    expect(Buffer.from(Output, "base64").toString()).toBe("out\nerr\nout again\n");
  });

  it("gives the script where the emulator is, and nothing else of the person's environment", async () => {
    const { consoleOutput } = await run("#!/bin/sh", "env", "pwd");
    const names = [...consoleOutput.matchAll(/^([A-Z_0-9]+)=/gm)].map(([, name]) => name).sort();
    const own = ["AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_ENDPOINT_URL", "HOME", "INVOCATION_ID", "LANG", "PATH"];
    // The shell adds PWD, and some shells two more.
    expect(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name ?? ""))).toEqual([...own, "TMPDIR"]);
    expect(consoleOutput).toContain(`AWS_ENDPOINT_URL=${emulator.endpoint}\n`);
    expect(consoleOutput).toMatch(/^PATH=\/image\/bin:/m);
    const home = /^HOME=(.*)$/m.exec(consoleOutput)?.[1] ?? "";
    expect(home.startsWith(tmpdir())).toBe(true);
    expect(consoleOutput.trimEnd().endsWith(home)).toBe(true);
  });

  it("runs every script, and writes no file of the person's", async () => {
    const path = join(tmpdir(), `never-${process.pid}`);
    const config = ["#cloud-config", `write_files: [{path: '${path}', content: x}]`, "runcmd: ['exit 5']"].join("\n");
    const parts = [`text/cloud-config\n\n${config}`, "text/x-shellscript\n\n#!/bin/sh\necho hello; exit 0"];
    const mime = parts.map((part) => `--b\nContent-Type: ${part}\n`).join("");
    const report = await run("Content-Type: multipart/mixed; boundary=b\n", `${mime}--b--`);
    expect(report.exitStatus).toBe(5);
    const note = `keylease: ${path} is not written: in mode \`process\` it would be yours\n`;
    expect(report.consoleOutput).toBe(`${note}hello\n`);
    expect(existsSync(path)).toBe(false);
  });

  it("runs the metadata service that the script is told of", async () => {
    const report = await run(
      "#!/usr/bin/env node",
      "const ask = async (path, options) => (await fetch(process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT + path, options)).text();",
      "ask('/latest/api/token', { method: 'PUT', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } })",
      "  .then((token) => ask('/latest/meta-data/instance-id', { headers: { 'x-aws-ec2-metadata-token': token } }))",
      "  .then(console.log);",
    );
    expect(report.consoleOutput).toBe(`${report.instanceId}\n`);
  });

  it("runs nothing where the first two characters are not #!, and warns as cloud-init does", async () => {
    const report = await waitForUserData(emulator, await boot(userData("", "#!/bin/sh", "echo never")));
    expect(report.userData).toBe("not-run");
    expect(report.consoleOutput).toContain("Unhandled non-multipart (text/x-not-multipart) userdata");
    expect(report).not.toHaveProperty("exitStatus");
  });

  it("tells of an interpreter that does not exist", async () => {
    const report = await run("#!/no/such/interpreter", "echo never");
    expect(report.exitStatus).toBe(127);
    expect(report.consoleOutput).toContain("part-001");
  });

  it("has no user data to run where none was given", async () => {
    const report = await waitForUserData(emulator, await boot(undefined));
    expect(report).toMatchObject({ state: "running", userData: "absent", consoleOutput: "" });
  });

  it("keeps the last 64 KiB of a long output", async () => {
    const { consoleOutput } = await run(
      "#!/bin/sh",
      "i=0",
      "while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done",
    );
    expect(consoleOutput).toHaveLength(65_536);
    expect(consoleOutput.endsWith("line 19999\n")).toBe(true);
  });

  it("ends what the script has left in the background, daemons among it", async () => {
    const mark = `${process.pid}${Date.now()}`;
    const report = await run(
      "#!/bin/sh",
      `sleep 1${mark} &`,
      `command -v setsid > /dev/null && setsid sleep 2${mark} > /dev/null 2>&1 &`,
      "sleep 0.2",
      "echo done",
    );
    expect(report.exitStatus).toBe(0);
    expect(countProcesses(mark)).toBe(0);
  });

  it("ends its processes and forgets its folder when it is terminated", async () => {
    const { id, mark, folder } = await bootSleeper();
    expect([existsSync(folder), countProcesses(mark) > 0]).toEqual([true, true]);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const report = await waitForInstance(emulator, id, ({ state }) => state === "terminated");
    expect(report).toMatchObject({ userData: "ended", exitStatus: 137, consoleOutput: `${folder}/home\n` });
    expect(report).not.toHaveProperty("metadata");
    expect(countProcesses(mark)).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it("ends with the emulator", async () => {
    const { mark, folder } = await bootSleeper();
    await emulator.close();
    expect(countProcesses(mark)).toBe(0);
    expect(existsSync(folder)).toBe(false);
    emulator = await startTestEmulator();
  });

  it("ends with a reset, and is forgotten", async () => {
    const { mark, folder } = await bootSleeper();
    await emulator.reset();
    expect(countProcesses(mark)).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });
});
