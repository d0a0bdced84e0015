import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromIni } from "@aws-sdk/credential-providers";
import { afterAll, describe, expect, it } from "vitest";
import { type LeaseFormat, parseLease, writeLease } from "../../../src/lease/index.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { sampleLease } from "../sample-lease.ts";

const { accessKeyId, secretAccessKey, sessionToken } = sampleLease.credentials;
const folder = mkdtempSync(join(tmpdir(), "keylease-formats-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What no shell may change: quotes of every kind, expansions, escapes, and the characters of cmd. */
const ODD = 'it\'s $(id) `id` ${HOME} $HOME \\ \\\\ "x" %PATH% !x! *?~# ;&|<> \u2018\u2019 end\\';
const leaseWith = (secret: string) => ({
  ...sampleLease,
  endpoints: { s3: "http://127.0.0.1:4566" },
  credentials: { ...sampleLease.credentials, secretAccessKey: secret },
});
const VARIABLES = {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: ODD,
  AWS_SESSION_TOKEN: sessionToken,
  AWS_CREDENTIAL_EXPIRATION: "2099-01-01T00:00:00.000Z",
  AWS_ACCOUNT_ID: "111111111111",
  AWS_REGION: "ap-northeast-1",
  AWS_DEFAULT_REGION: "ap-northeast-1",
  AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4566",
};
/** What a shell finds in its environment, and what must be gone from it. */
const SHADOWS = {
  AWS_PROFILE: "admin",
  AWS_SECURITY_TOKEN: "old",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/",
};
const isThere = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined;
const PRINT = "JSON.stringify(process.env)";

/** The environment of a program that is started by a shell after it has read the lines. */
function seenAfter(shell: string, script: string): Record<string, string> {
  const env = { ...SHADOWS, PATH: process.env.PATH ?? "", HOME: folder };
  return JSON.parse(execFileSync(shell, ["-c", script], { env }).toString());
}

describe.each([
  ["sh", "env", `exec '${process.execPath}' -p '${PRINT}'`],
  ["bash", "env", `exec '${process.execPath}' -p '${PRINT}'`],
  ["sh", "env-no-export", `export AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; exec '${process.execPath}' -p '${PRINT}'`],
  ["fish", "fish", `exec '${process.execPath}' -p '${PRINT}'`],
  ["pwsh", "powershell", `& '${process.execPath}' -p '${PRINT}'`],
] as const)("%s reads --format %s", (shell, format, print) => {
  it.skipIf(!isThere(shell))(`and has the very values (skipped where there is no ${shell})`, () => {
    const seen = seenAfter(shell, `${writeLease(leaseWith(ODD), format)}\n${print}`);
    const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...others } = VARIABLES;
    expect(seen).toMatchObject({ AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN });
    expect(seen).not.toHaveProperty("AWS_ENDPOINT_URL_STS");
    if (format === "env-no-export") {
      for (const name of Object.keys(others)) expect(seen).not.toHaveProperty(name);
      return;
    }
    expect(seen).toMatchObject(others);
    for (const name of Object.keys(SHADOWS)) expect(seen).not.toHaveProperty(name);
  });
});

describe("a lease is handed over", () => {
  it("as its document", () => {
    expect(parseLease(writeLease(sampleLease, "json"))).toEqual(sampleLease);
  });

  it("as the answer of a credential_process", () => {
    expect(JSON.parse(writeLease(sampleLease, "process"))).toEqual({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: "2099-01-01T00:00:00.000Z",
      AccountId: "111111111111",
    });
  });

  it("as a profile that AWS's SDK reads", async () => {
    const configFilepath = join(folder, "config");
    writeFileSync(configFilepath, writeLease(leaseWith("a;b#c=[d]%e"), "profile"));
    const provider = fromIni({
      profile: "keylease",
      configFilepath,
      filepath: join(folder, "none"),
      ignoreCache: true,
    });
    expect(await provider()).toMatchObject({ accessKeyId, sessionToken, secretAccessKey: "a;b#c=[d]%e" });
  });

  it("as lines of PowerShell, where each single quote stands twice, by its documented rules", () => {
    const text = writeLease(leaseWith("it's \u2019 $x `y"), "powershell");
    expect(text).toContain("$Env:AWS_SECRET_ACCESS_KEY = 'it''s \u2019\u2019 $x `y'\n");
    expect(text).toMatch(/^Remove-Item -Path Env:AWS_PROFILE, .* -ErrorAction SilentlyContinue\n/);
  });

  it("as lines of cmd, by its documented rules", () => {
    const lines = writeLease(leaseWith("a+b/c=d&e^f|g"), "windows-cmd").split("\r\n");
    expect(lines).toContain('set "AWS_SECRET_ACCESS_KEY=a+b/c=d&e^f|g"');
    expect(lines[0]).toBe('set "AWS_PROFILE="');
  });
});

describe("a value is refused", () => {
  it.each<[LeaseFormat, string]>([
    ["windows-cmd", "100%"],
    ["windows-cmd", "a!b"],
    ["windows-cmd", 'a"b'],
    ["windows-cmd", "a\r\nb"],
    ["profile", "a\nregion = b"],
    ["profile", "a #b"],
  ])("by --format %s where it is %j, without being told", async (format, secret) => {
    const error = await refusedBy(() => writeLease(leaseWith(secret), format));
    expect(error.code).toBe("FormatUnsuitable");
    expect(error.message).not.toContain(secret);
  });
});
