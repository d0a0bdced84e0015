// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is looked for are CloudFormation's placeholders.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUCKET, propertiesOf, SHIPPED_TEMPLATE, UPLOAD_ROLE_ARN } from "./shipped-template.ts";

const userData = (parameters: Readonly<Record<string, string>> = {}): string =>
  Buffer.from((propertiesOf("EC2", parameters) as { UserData: string }).UserData, "base64").toString();

/** Runs user data with commands of the test's own; each notes how it was called. */
function run(script: string, commands: Readonly<Record<string, string>>): { status: number | null; calls: string[] } {
  const directory = mkdtempSync(join(tmpdir(), "keylease-user-data-"));
  try {
    const log = join(directory, "calls");
    writeFileSync(log, "");
    for (const [name, body] of Object.entries({ sleep: "", ...commands })) {
      const path = join(directory, name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> "${log}"\n${body}\n`);
      chmodSync(path, 0o755);
    }
    const file = join(directory, "user-data");
    writeFileSync(file, script);
    const { status } = spawnSync("/bin/bash", ["-ex", file], {
      env: { PATH: `${directory}:/usr/bin:/bin`, TMPDIR: directory, DIR: directory },
    });
    return { status, calls: readFileSync(log, "utf8").trimEnd().split("\n") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const withoutSleep = (calls: readonly string[]): string[] => calls.filter((call) => !call.startsWith("sleep"));
const put = (key: string): RegExp =>
  new RegExp(
    `^keylease put \\S+ s3://${BUCKET}/${key} --role-arn ${UPLOAD_ROLE_ARN} --region ap-northeast-1 --acl public-read$`,
  );

describe("the user data of the shipped template", () => {
  it("is a script from its first byte on, with nothing left for CloudFormation to fill in", () => {
    expect(userData()).toMatch(/^#!\/bin\/bash -ex\n/);
    expect(userData()).not.toContain("${");
  });

  it("uploads with the keylease that the image has", () => {
    const { status, calls } = run(userData({ ObjectKey: "reports/2026.txt" }), { keylease: "" });
    expect(status).toBe(0);
    expect(calls).toEqual([expect.stringMatching(put("reports/2026\\.txt"))]);
  });

  it("installs the version asked for where there is none", () => {
    const makeKeylease = `printf '#!/bin/bash\\necho "keylease $*" >> "$DIR/calls"\\n' > "$DIR/keylease"; chmod +x "$DIR/keylease"`;
    const { status, calls } = run(userData({ KeyleaseVersion: "1.2.3" }), { dnf: "", "npm-22": makeKeylease });
    expect(status).toBe(0);
    expect(calls).toEqual([
      "dnf install -y nodejs22 nodejs22-npm",
      "npm-22 install -g keylease@1.2.3",
      expect.stringMatching(put("hoge")),
    ]);
  });

  it("tries again where the role is not known yet", () => {
    const failOnce = `[ "$(grep -c '^keylease' "$DIR/calls")" -ge 2 ]`;
    const { status, calls } = run(userData(), { keylease: failOnce });
    expect(status).toBe(0);
    expect(withoutSleep(calls)).toHaveLength(2);
  });

  it("fails when it never could", () => {
    const { status, calls } = run(userData(), { keylease: "exit 1" });
    expect(status).toBe(1);
    expect(withoutSleep(calls)).toHaveLength(5);
  });
});

describe("the parameters of the shipped template", () => {
  it("name the version that they are shipped with", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(SHIPPED_TEMPLATE).toContain(`Default: ${version}\n`);
  });

  it.each(["a b", "a;b", "a$b", "a/", "/a", "a//b", "a/../b", "..", "é", ""])("do not take %j for a key", (key) => {
    expect(() => userData({ ObjectKey: key })).toThrow("Parameter 'ObjectKey' failed to satisfy constraint");
  });

  it("take a key pair or none", () => {
    expect(propertiesOf("EC2", { KeyName: "mine" })).toMatchObject({ KeyName: "mine" });
    expect(propertiesOf("EC2")).not.toHaveProperty("KeyName");
  });
});
