import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { publicParameter } from "../../../src/emulator/state/images.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { type ReportedInstance, userData, waitForInstance, waitForUserData } from "../../support/instances.ts";
import { countProcesses, waitForProcess } from "../../support/processes.ts";
import { whyNoSandbox } from "../../support/sandboxed-emulator.ts";

const ImageId = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");

const reason = whyNoSandbox();
const title = "An instance in bubblewrap";

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let image: string;
  beforeAll(async () => {
    image = mkdtempSync(join(tmpdir(), "image-"));
    writeFileSync(join(image, "tool"), "#!/bin/sh\necho the image has a tool\n", { mode: 0o755 });
    emulator = await startTestEmulator({
      instanceMode: "bubblewrap",
      instanceImage: { path: [image], readable: [] },
    });
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(image, { recursive: true });
  });

  const boot = async (...lines: string[]): Promise<string> => {
    const input = {
      ImageId,
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      UserData: userData(...lines),
    } as const;
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(input));
    return Instances[0]?.InstanceId ?? "";
  };
  const run = async (...lines: string[]): Promise<ReportedInstance> => {
    const report = await waitForUserData(emulator, await boot(...lines));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [report.instanceId] }));
    return report;
  };
  /** Runs a program of node, which every sandbox has. */
  const runNode = (...lines: string[]): Promise<ReportedInstance> => run("#!/opt/keylease/bin/node", ...lines);

  it("runs as root of a machine of its own, with the image's tools first on its path", async () => {
    const report = await run("#!/bin/sh", "id -u", "hostname", "tool", "pwd", "exit 7");
    expect(report).toMatchObject({ runner: "bubblewrap", exitStatus: 7 });
    const lines = ["0", expect.stringMatching(/^ip-172-31-0-\d+$/), "the image has a tool", "/", ""];
    expect(report.consoleOutput.split("\n")).toEqual(lines);
  });

  it("reaches the emulator, and its metadata service where a real instance has it", async () => {
    const report = await runNode(
      "const ask = async (url, options) => (await fetch(url, options)).text();",
      "const metadata = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254';",
      "(async () => {",
      `  console.log((await fetch('${emulator.endpoint}/nobodys-bucket')).status);`,
      "  console.log(process.env.AWS_ENDPOINT_URL);",
      "  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };",
      "  const token = await ask(metadata + '/latest/api/token', { method: 'PUT', headers });",
      "  const options = { headers: { 'x-aws-ec2-metadata-token': token } };",
      "  console.log(await ask(metadata + '/latest/meta-data/instance-id', options));",
      "  console.log(await ask('http://127.0.0.1:1338/latest/meta-data/placement/region', options));",
      "})();",
    );
    expect(report.consoleOutput.trimEnd().split("\n")).toEqual([
      "404",
      "undefined",
      report.instanceId,
      "ap-northeast-1",
    ]);
    if (existsSync("/sbin/ip") || existsSync("/usr/sbin/ip")) {
      expect((await run("#!/bin/sh", "env")).consoleOutput).not.toContain("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    }
  });

  it("reaches nothing else: no port of the machine's, no other network", async () => {
    // Another emulator listens on this machine, but not for this instance.
    const other = await startTestEmulator();
    const port = new URL(other.endpoint).port;
    const report = await runNode(
      "const { connect } = require('node:net');",
      "const attempt = (host, port) => new Promise((resolve) => {",
      "  const socket = connect({ host, port, timeout: 2000 });",
      "  const say = (what) => { console.log(host, what); socket.destroy(); resolve(); };",
      "  socket.on('connect', () => say('reached')).on('timeout', () => say('silent'))",
      "    .on('error', (error) => say(error.code));",
      "});",
      `attempt('127.0.0.1', ${port}).then(() => attempt('192.0.2.1', 80));`,
      "const up = Object.keys(require('node:os').networkInterfaces());",
      "console.log('interfaces', up.join());",
    );
    await other.close();
    expect(report.consoleOutput.trimEnd().split("\n").sort()).toEqual([
      "127.0.0.1 ECONNREFUSED",
      "192.0.2.1 ENETUNREACH",
      "interfaces lo",
    ]);
  });

  it("has a disk that can be written to, of which the machine sees nothing", async () => {
    const paths = [
      "/usr/local/bin/x",
      "/usr/bin/x",
      "/etc/x",
      "/opt/x",
      "/home/x",
      "/srv/x",
      "/root/x",
      "/var/log/x",
      "/tmp/x",
    ];
    const report = await run(
      "#!/bin/sh",
      ...paths.map((path) => `echo x > ${path} && cat ${path}`),
      "rm /usr/bin/env && ! ls /usr/bin/env 2> /dev/null && echo removed",
      "(echo x > /x) 2> /dev/null || echo not at the top",
    );
    expect(report.consoleOutput).toBe(`${"x\n".repeat(paths.length)}removed\nnot at the top\n`);
    for (const path of paths) expect(existsSync(path)).toBe(false);
    expect(existsSync("/usr/bin/env")).toBe(true);
  });

  it("can write to its own output by the names that it has", async () => {
    const report = await run(
      "#!/bin/sh",
      "echo 1",
      "echo 2 > /dev/stderr",
      "echo 3 > /dev/console",
      "until grep 3 /var/log/cloud-init-output.log > /dev/null; do sleep 0.1; done",
      // Not all of it: what is printed here is added to it.
      "head -n 3 /var/log/cloud-init-output.log",
    );
    expect(report.consoleOutput).toBe("1\n2\n3\n1\n2\n3\n");
  });

  it("ends whole when it is terminated", async () => {
    const mark = `6${process.pid}${Date.now()}`;
    const id = await boot("#!/bin/sh", `setsid sleep ${mark} > /dev/null 2>&1 &`, "echo started", `sleep ${mark}`);
    await waitForInstance(emulator, id, ({ consoleOutput }) => consoleOutput.includes("started"));
    await waitForProcess(mark);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const report = await waitForInstance(emulator, id, ({ state }) => state === "terminated");
    expect(report).toMatchObject({ userData: "ended", exitStatus: 137 });
    expect(countProcesses(mark)).toBe(0);
  });
});

describe("An instance whose sandbox cannot be made", () => {
  it("runs nothing and says why", async () => {
    const emulator = await startTestEmulator({
      instanceMode: "bubblewrap",
      // bwrap refuses to bind what does not exist; where there is no bwrap at all, that is the reason.
      instanceImage: { path: [], readable: ["/no/such/image"] },
    });
    const ec2 = new EC2Client(clientConfig(emulator));
    const input = { ImageId, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ...input, UserData: userData("#!/bin/sh", "echo never") }),
    );
    const report = await waitForUserData(emulator, Instances[0]?.InstanceId ?? "");
    await emulator.close();
    expect(report).toMatchObject({ state: "running", userData: "not-run", runner: "bubblewrap" });
    expect(report.consoleOutput).toMatch(/^keylease: the user data was not run: .*(no\/such\/image|not installed)/);
    expect(report.consoleOutput).not.toContain("never\n");
  });
});
