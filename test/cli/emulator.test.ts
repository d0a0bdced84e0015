import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateOpenIDConnectProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { AUDIENCE, makeIssuer } from "../emulator/services/sts/oidc.ts";
import { runCli, startCli } from "../support/cli.ts";
import { type EmulatorLine, startEmulatorProcess } from "./emulator-process.ts";

function identity({ endpoint, region }: EmulatorLine, credentials: { accessKeyId: string; secretAccessKey: string }) {
  return new STSClient({ endpoint, region, credentials: { ...credentials }, maxAttempts: 1 }).send(
    new GetCallerIdentityCommand(),
  );
}

describe("keylease emulator --json", () => {
  it("prints exactly one line with endpoint, keys and control token, and serves", async () => {
    const emulator = await startEmulatorProcess(
      "--region",
      "eu-west-1",
      "--account",
      "111111111111",
      "--account",
      "222222222222",
    );
    const { line, child } = emulator;
    expect(line).toEqual({
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: "eu-west-1",
      accounts: ["111111111111", "222222222222"].map((accountId) => ({
        accountId,
        accessKeyId: expect.stringMatching(/^AKIA/),
        secretAccessKey: expect.any(String),
      })),
      controlToken: expect.any(String),
      pid: child.pid,
    });
    const second = line.accounts[1] ?? { accessKeyId: "", secretAccessKey: "" };
    expect((await identity(line, second)).Account).toBe("222222222222");
    const { exitCode, stdout } = await emulator.stop();
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${JSON.stringify(line)}\n` });
  });

  it("verifies tokens with the keys of --oidc-keys, and refuses a file that holds none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keylease-keys-"));
    try {
      const issuer = await makeIssuer("https://idp.example.com");
      const file = join(folder, "a=b.json");
      writeFileSync(file, JSON.stringify(issuer.keySet));
      const emulator = await startEmulatorProcess("--oidc-keys", `${issuer.issuer}=${file}`);
      const { endpoint, region, accounts } = emulator.line;
      const { accessKeyId = "", secretAccessKey = "" } = accounts[0] ?? {};
      const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
      await iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer.issuer, ClientIDList: [AUDIENCE] }));
      const call = new AssumeRoleWithWebIdentityCommand({
        RoleArn: "arn:aws:iam::000000000000:role/none",
        RoleSessionName: "session",
        WebIdentityToken: await issuer.token(),
      });
      // The token is right; there is no role.
      const sts = new STSClient({ endpoint, region, maxAttempts: 1 });
      await expect(sts.send(call)).rejects.toMatchObject({ Code: "AccessDenied" });
      await emulator.stop();
      writeFileSync(file, "{}");
      const refused = await runCli(["emulator", "--port", "0", "--oidc-keys", `${issuer.issuer}=${file}`]);
      expect(refused).toMatchObject({ exitCode: 2 });
      expect(refused.stderr).toContain("is not a JSON Web Key Set");
      const noPair = await runCli(["emulator", "--port", "0", "--oidc-keys", "https://idp.example.com"]);
      expect(noPair.stderr).toContain("is not an issuer with a file");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends cleanly on %s and takes its record away", async (signal) => {
    const emulator = await startEmulatorProcess();
    const folder = join(emulator.stateHome, "keylease");
    const path = join(folder, `emulator-${new URL(emulator.line.endpoint).port}.json`);
    const { endpoint, controlToken, pid } = emulator.line;
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ endpoint, controlToken, pid });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect((await emulator.end(signal)).exitCode).toBe(0);
    expect(existsSync(path)).toBe(false);
    await emulator.stop();
  });

  it("tells each refused request in a line without any secret, and nothing with --quiet", async () => {
    for (const quiet of [false, true]) {
      const emulator = await startEmulatorProcess(...(quiet ? ["--quiet"] : []));
      const { line } = emulator;
      const { accessKeyId = "", secretAccessKey = "" } = line.accounts[0] ?? {};
      await identity(line, { accessKeyId, secretAccessKey: "FORGED-SECRET" }).catch(() => {});
      await identity(line, { accessKeyId, secretAccessKey });
      const { stderr } = await emulator.stop();
      if (quiet) expect(stderr).toBe("");
      else
        expect(stderr).toMatch(
          /^403 SignatureDoesNotMatch sts\S*: The request signature we calculated .* \(request [0-9a-f-]{36}\)\n$/,
        );
      for (const secret of [secretAccessKey, line.controlToken, "FORGED-SECRET"]) expect(stderr).not.toContain(secret);
    }
  });

  it("says first what mode process means", async () => {
    const emulator = await startEmulatorProcess("--instances", "process", "--quiet");
    const { stderr } = await emulator.stop();
    expect(stderr).toMatch(/^User data of instances runs as a plain process with your rights: /);
  });

  it("knows the images that it is given, and refuses a directory that holds none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "image-"));
    const pair = `ami-0123456789abcdef0=${folder}`;
    const empty = await runCli(["emulator", "--port", "0", "--image", pair]);
    writeFileSync(join(folder, "image.json"), "{}");
    const emulator = await startEmulatorProcess("--image", pair);
    const { exitCode } = await emulator.stop();
    rmSync(folder, { recursive: true });
    const noPair = await runCli(["emulator", "--port", "0", "--image", folder]);
    expect([empty.exitCode, exitCode, noPair.exitCode]).toEqual([6, 0, 2]);
    expect(empty.stderr).toContain("holds no image");
  });

  it("keeps its keys in the data directory", async () => {
    const data = mkdtempSync(join(tmpdir(), "keylease-data-"));
    const first = await startEmulatorProcess("--data", data);
    await first.stop();
    const second = await startEmulatorProcess("--data", data);
    await second.stop();
    rmSync(data, { recursive: true });
    expect(second.line.accounts).toEqual(first.line.accounts);
  });
});

describe("keylease emulator for people", () => {
  it("prints lines to paste, never localhost, and leaves the first account's key in place", async () => {
    const args = [
      "emulator",
      "--port",
      "0",
      "--instances",
      "none",
      "--account",
      "111111111111",
      "--account",
      "222222222222",
    ];
    const stateHome = mkdtempSync(join(tmpdir(), "keylease-state-"));
    const child = await startCli(args, { env: { XDG_STATE_HOME: stateHome, AWS_REGION: "eu-west-2" } });
    let text = "";
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes("Ctrl-C")) resolve();
      });
    });
    child.kill("SIGINT");
    await new Promise((resolve) => child.on("close", resolve));
    rmSync(stateHome, { recursive: true });
    expect(text).not.toContain("localhost");
    expect(text).toMatch(/^ {2}export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(text).toContain("  export AWS_REGION=eu-west-2");
    expect(text.match(/^ {2}export AWS_SECRET_ACCESS_KEY=/gm)).toHaveLength(1);
    expect(text.match(/^ {2}# export AWS_SECRET_ACCESS_KEY=/gm)).toHaveLength(1);
  });
});

describe("an emulator that cannot start", () => {
  it("says that its port is taken, with exit code 6, and leaves nothing behind", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const { port } = holder.address() as { port: number };
    const folder = mkdtempSync(join(tmpdir(), "keylease-taken-"));
    const env = { XDG_STATE_HOME: folder, TMPDIR: folder };
    const { exitCode, stdout, stderr } = await runCli(["emulator", "--port", String(port)], { env });
    holder.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: "" });
    expect(stderr).toBe(
      `keylease: the emulator cannot listen on 127.0.0.1:${port}.\nChoose another port with --port, or end the program that holds this one.\n`,
    );
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["a port beyond all ports", ["--port", "70000"]],
    ["an account id that is none", ["--account", "12"]],
    ["a region that is none", ["--region", "nowhere"]],
  ])("says so for %s", async (_, args) => {
    const { exitCode, stderr } = await runCli(["emulator", "--port", "0", "--json", ...args]);
    expect(exitCode).toBe(6);
    expect(JSON.parse(stderr).error.code).toBe("EmulatorStartFailed");
  });
});
