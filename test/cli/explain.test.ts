import { CreateKeyPairCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";

let emulator: EmulatorProcess;
let requestId: string;
let secret: string;
let alice: { readonly accessKeyId: string; readonly secretAccessKey: string };

beforeAll(async () => {
  emulator = await startEmulatorProcess();
  const { endpoint, region, accounts } = emulator.line;
  const [root] = accounts;
  const config = { endpoint, region, maxAttempts: 1 };
  const iam = new IAMClient({ ...config, ...(root === undefined ? {} : { credentials: root }) });
  await iam.send(new CreateUserCommand({ UserName: "alice" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  alice = credentials;
  secret = credentials.secretAccessKey;
  const refused = await new IAMClient({ ...config, credentials })
    .send(new ListUsersCommand({}))
    .catch((error) => error);
  requestId = refused.$metadata.requestId;
  await new STSClient({ ...config, credentials })
    .send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/none", RoleSessionName: "xx" }))
    .catch(() => {});
});
afterAll(() => emulator.stop());

const explain = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  runCli(["explain", ...args], { env });

describe("keylease explain", () => {
  it("finds the emulator of this machine by itself and says why it refused", async () => {
    const { exitCode, stdout, stderr } = await explain([requestId], { XDG_STATE_HOME: emulator.stateHome });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(`Request ${requestId} at `);
    expect(stdout).toContain("iam:ListUsers by arn:aws:iam::000000000000:user/alice");
    expect(stdout).toContain("answered 403 AccessDenied");
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain(secret);
  });

  it("reads the encoded message of a refusal of EC2's, and cuts it out of the request's own", async () => {
    const { endpoint, region } = emulator.line;
    const ec2 = new EC2Client({ endpoint, region, credentials: alice, maxAttempts: 1 });
    const { message, $metadata } = await ec2.send(new CreateKeyPairCommand({ KeyName: "laptop" })).catch((e) => e);
    const [, encoded] = message.split("failure message: ");
    const env = { XDG_STATE_HOME: emulator.stateHome };
    const { exitCode, stdout } = await explain(["--message", encoded], env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("ec2:CreateKeyPair");
    const asJson = JSON.parse((await explain(["--message", encoded, "--json"], env)).stdout);
    expect(asJson.text.denial.code).toBe("UnauthorizedOperation");
    const request = await explain([$metadata.requestId], env);
    expect(request.stdout).toContain("ec2:CreateKeyPair");
    expect(request.stdout).not.toContain(encoded);
    expect((await explain(["--message", `${encoded}x`], env)).stderr).toContain("did not encode this message");
    const both = await explain([requestId, "--message", encoded], env);
    expect(both).toMatchObject({ exitCode: 2 });
    expect(both.stderr).toContain("--message cannot be used with a request id");
  });

  it("shows colours where it is told to", async () => {
    const env = { XDG_STATE_HOME: emulator.stateHome, FORCE_COLOR: "1" };
    expect((await explain([requestId], env)).stdout).toContain("\u001b[");
  });

  it("prints the explanation as JSON", async () => {
    const { stdout } = await explain([requestId, "--json"], { XDG_STATE_HOME: emulator.stateHome });
    const { decisions, ...request } = JSON.parse(stdout);
    expect(request).toMatchObject({ requestId, service: "iam", operation: "ListUsers", status: 403 });
    expect(decisions[0].decision).toMatchObject({ effect: "Deny", reason: "implicit-deny" });
  });

  it("takes endpoint and token from options, or from the environment", async () => {
    const { endpoint, controlToken } = emulator.line;
    const byOptions = await explain([requestId, "--endpoint-url", endpoint, "--control-token", controlToken], {});
    const byVariables = await explain([requestId], {
      AWS_ENDPOINT_URL: endpoint,
      KEYLEASE_CONTROL_TOKEN: controlToken,
    });
    expect([byOptions.exitCode, byVariables.exitCode]).toEqual([0, 0]);
  });

  it.each<[string, string, readonly string[], () => Readonly<Record<string, string>>]>([
    ["a request that nobody remembers", "RequestUnknown", ["nothing"], () => emulator.env],
    ["an id that is a path", "RequestUnknown", ["../clock"], () => emulator.env],
    ["a wrong token", "ControlUnavailable", ["x", "--control-token", "wrong"], () => emulator.env],
    ["no emulator", "ControlUnavailable", ["x"], () => ({ XDG_STATE_HOME: "/nonexistent" })],
    ["another endpoint", "ControlUnavailable", ["x", "--endpoint-url", "http://127.0.0.1:9"], () => emulator.env],
    [
      "an endpoint that is none",
      "ControlUnavailable",
      ["x", "--endpoint-url", "x", "--control-token", "t"],
      () => ({}),
    ],
  ])("says so for %s", async (_, code, args, env) => {
    const { exitCode, stdout, stderr } = await explain([...args, "--json"], env());
    expect(JSON.parse(stderr).error.code).toBe(code);
    expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: "" });
    expect(stderr).not.toContain(emulator.line.controlToken);
  });
});
