import {
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOf, firstLineOf, runCli, startCli } from "../support/cli.ts";
import { runInProcess } from "../support/cli-in-process.ts";
import { userData } from "../support/instances.ts";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";

const ImageId = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
let emulator: EmulatorProcess;
let ec2: EC2Client;
let failed: string;
beforeAll(async () => {
  emulator = await startEmulatorProcess("--region", "ap-northeast-1", "--quiet", "--instances", "process");
  const [root] = emulator.line.accounts;
  const credentials = { accessKeyId: root?.accessKeyId ?? "", secretAccessKey: root?.secretAccessKey ?? "" };
  const config = { endpoint: emulator.line.endpoint, region: "ap-northeast-1", credentials };
  ec2 = new EC2Client(config);
  await new IAMClient(config).send(new CreateInstanceProfileCommand({ InstanceProfileName: "web" }));
});
afterAll(() => emulator.stop());

const run = (...args: readonly string[]) => runCli(args, { env: emulator.env });
async function launch(input: Partial<RunInstancesCommandInput> = {}): Promise<string> {
  const one = { ImageId, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;
  const { Instances = [] } = await ec2.send(new RunInstancesCommand({ ...one, ...input }));
  return Instances[0]?.InstanceId ?? "";
}
/** Runs a command until its output is as it must be: instances take their time. */
async function until(pattern: RegExp, ...args: readonly string[]): Promise<string> {
  let last = "";
  for (let attempt = 0; attempt < 40; attempt++) {
    ({ stdout: last } = await run(...args));
    if (pattern.test(last)) return last;
  }
  throw new Error(`it did not become ${pattern}: ${last}`);
}

describe("keylease instances", () => {
  it("says that there are none", async () => {
    expect(await run("instances")).toEqual({ exitCode: 0, stdout: "there are no instances\n", stderr: "" });
    expect((await run("instances", "--json")).stdout).toBe('{"instances":[]}\n');
  });

  it("shows a table with what became of the user data", async () => {
    failed = await launch({
      UserData: userData("#!/bin/sh", "printf 'one\\ttwo\\033[31m\\r\\n'", "printf rest", "exit 3"),
      IamInstanceProfile: { Name: "web" },
    });
    const plain = await launch({ InstanceType: "m7i.large" });
    const stdout = await until(/exit 3/, "instances");
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^INSTANCE +STATE +TYPE +PROFILE +USER DATA +LAUNCHED$/);
    const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;
    expect(rows).toEqual([
      expect.stringMatching(new RegExp(`^${failed}  running +t3\\.micro +web +exit 3 +${time}$`)),
      expect.stringMatching(new RegExp(`^${plain}  running +m7i\\.large +- +none +${time}$`)),
    ]);
    expect(rows[0]?.indexOf("running")).toBe(head?.indexOf("STATE"));
  });

  it("prints all that it knows as JSON", async () => {
    const { instances } = JSON.parse((await run("instances", "--json")).stdout);
    expect(instances[0]).toEqual({
      instanceId: failed,
      state: "running",
      instanceType: "t3.micro",
      imageId: expect.stringMatching(/^ami-/),
      profile: "web",
      privateIpAddress: "172.31.0.4",
      launchedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      tags: {},
      userData: { status: "ended", exitStatus: 3 },
    });
    expect(instances[1].userData).toEqual({ status: "absent" });
  });

  it("does not know what became of user data where nobody tells, as on AWS", async () => {
    const env = { ...emulator.env, XDG_STATE_HOME: "/nowhere" };
    const { stdout, stderr, exitCode } = await runCli(["instances"], { env });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")[1]).toMatch(/ t3\.micro +web +- +\d{4}/);
    const { instances } = JSON.parse((await runCli(["instances", "--json"], { env })).stdout);
    expect(instances[0]).not.toHaveProperty("userData");
  });

  it("takes the control token from the environment, and says where it is refused", async () => {
    const env = { ...emulator.env, XDG_STATE_HOME: "/nowhere", KEYLEASE_CONTROL_TOKEN: emulator.line.controlToken };
    expect((await runCli(["instances"], { env })).stdout).toContain("exit 3");
    const wrong = await runCli(["instances"], { env: { ...env, KEYLEASE_CONTROL_TOKEN: "wrong" } });
    expect(wrong.exitCode).toBe(0);
    expect(wrong.stdout).toMatch(/ t3\.micro +web +- +\d{4}/);
    expect(wrong.stderr).toMatch(/^what became of user data is not shown: .*refused to answer \(status 401\)\n$/);
  });

  it("gives AWS's own error where the call is refused, with exit code 3", async () => {
    const env = { ...emulator.env, AWS_SECRET_ACCESS_KEY: "x".repeat(40) };
    const { exitCode, stderr } = await runCli(["instances", "--json"], { env });
    expect(exitCode).toBe(3);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "ServiceError",
      facts: { service: "ec2", operation: "DescribeInstances", awsCode: "AuthFailure" },
    });
  });
});

describe("keylease console", () => {
  it("prints what the user data has printed, and nothing that would move the cursor", async () => {
    const { stdout, stderr, exitCode } = await run("console", failed);
    expect([exitCode, stdout, stderr]).toEqual([0, "one\ttwo\\u001b[31m\nrest\n", ""]);
    const json = JSON.parse((await run("console", failed, "--json")).stdout);
    expect(json).toEqual({
      instanceId: failed,
      readAt: expect.stringMatching(/Z$/),
      output: "one\ttwo\u001b[31m\r\nrest",
    });
  });

  it("says where nothing was printed, and where there is no such instance", async () => {
    const quiet = await launch();
    expect(await run("console", quiet)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "the instance has printed nothing yet\n",
    });
    const { exitCode, stderr } = await run("console", "i-0123456789abcdef0");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("InvalidInstanceID.NotFound");
  });

  it("follows until the user data is over", async () => {
    const id = await launch({ UserData: userData("#!/bin/sh", "echo first", "sleep 1", "echo second", "exit 1") });
    const { exitCode, stdout } = await run("console", id, "--follow");
    expect([exitCode, stdout]).toEqual([0, "first\nsecond\n"]);
  });

  it("follows until the instance has ended", async () => {
    const id = await launch({ UserData: userData("#!/bin/sh", "echo begun", "sleep 600") });
    const child = await startCli(["console", id, "--follow"], { env: emulator.env });
    const ended = endOf(child);
    expect(await firstLineOf(child)).toBe("begun");
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect((await ended).exitCode).toBe(0);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe("terminated");
  });

  it("stops cleanly at Ctrl-C", async () => {
    const id = await launch({ UserData: userData("#!/bin/sh", "echo begun", "sleep 600") });
    const child = await startCli(["console", id, "--follow"], { env: emulator.env });
    const ended = endOf(child);
    expect(await firstLineOf(child)).toBe("begun");
    child.kill("SIGINT");
    expect((await ended).exitCode).toBe(130);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  });

  it("refuses to follow as JSON", async () => {
    const { exitCode, stderr } = await runInProcess(["console", "i-0", "--follow", "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stderr).error.code).toBe("ArgumentInvalid");
  });
});
