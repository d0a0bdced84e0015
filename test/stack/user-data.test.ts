// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is looked for are CloudFormation's placeholders.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ARM_IMAGE, BUCKET, propertiesOf, SHIPPED_TEMPLATE, UPLOAD_ROLE_ARN, X86_IMAGE } from "./shipped-template.ts";

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

const signalled = (status: number): string =>
  `cfn-signal --exit-code ${status} --stack s --resource EC2 --region ap-northeast-1`;
const withoutSleep = (calls: readonly string[]): string[] => calls.filter((call) => !call.startsWith("sleep"));
const put = (key: string, more = ""): RegExp =>
  new RegExp(`^keylease put \\S+ s3://${BUCKET}/${key} --role-arn ${UPLOAD_ROLE_ARN} --region ap-northeast-1${more}$`);

describe("the user data of the shipped template", () => {
  it("is a script from its first byte on, with nothing left for CloudFormation to fill in", () => {
    expect(userData()).toMatch(/^#!\/bin\/bash -ex\n/);
    expect(userData()).not.toContain("${");
  });

  it("uploads with the keylease that the image has, and says that it did", () => {
    const { status, calls } = run(userData({ ObjectKey: "reports/2026.txt" }), { keylease: "", "cfn-signal": "" });
    expect(status).toBe(0);
    expect(calls).toEqual([expect.stringMatching(put("reports/2026\\.txt")), signalled(0)]);
  });

  it("lets everybody read, and names an external id, where the parameters say so", () => {
    const data = userData({ ObjectAccess: "public-read", ExternalId: "customer:17" });
    const { calls } = run(data, { keylease: "", "cfn-signal": "" });
    expect(calls[0]).toMatch(put("hoge", " --acl public-read --external-id customer:17"));
  });

  it("installs the version asked for where there is none, and the signal's program likewise", () => {
    const make = (name: string): string =>
      `printf '#!/bin/bash\\necho "${name} $*" >> "$DIR/calls"\\n' > "$DIR/${name}"; chmod +x "$DIR/${name}"`;
    const commands = {
      dnf: `[[ $* == *bootstrap* ]] && { ${make("cfn-signal")}; } || true`,
      "npm-24": make("keylease"),
    };
    const { status, calls } = run(userData({ KeyleaseVersion: "1.2.3" }), commands);
    expect(status).toBe(0);
    expect(calls).toEqual([
      "dnf install -y aws-cfn-bootstrap",
      "dnf install -y nodejs24 nodejs24-npm",
      "npm-24 install -g keylease@1.2.3",
      expect.stringMatching(put("hoge")),
      signalled(0),
    ]);
  });

  it("says that it failed where it cannot even install", () => {
    const { status, calls } = run(userData(), { dnf: "exit 7", "cfn-signal": "" });
    expect({ status, calls }).toEqual({
      status: 7,
      calls: ["dnf install -y nodejs24 nodejs24-npm", signalled(7)],
    });
  });

  it("tries again where the role is not known yet", () => {
    const failOnce = `[ "$(grep -c '^keylease' "$DIR/calls")" -ge 2 ]`;
    const { status, calls } = run(userData(), { keylease: failOnce, "cfn-signal": "" });
    expect(status).toBe(0);
    expect(withoutSleep(calls)).toEqual([
      expect.stringMatching(put("hoge")),
      expect.stringMatching(put("hoge")),
      signalled(0),
    ]);
  });

  it("fails when it never could, and says so", () => {
    const { status, calls } = run(userData(), { keylease: "exit 1", "cfn-signal": "" });
    expect(status).toBe(1);
    expect(withoutSleep(calls)).toHaveLength(6);
    expect(calls.at(-1)).toBe(signalled(1));
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

  it.each(["x", "a b", 'a"b', "a`b", "a$b"])("do not take %j for an external id", (ExternalId) => {
    expect(() => userData({ ExternalId })).toThrow("Parameter 'ExternalId' failed to satisfy constraint");
  });

  it("take a key pair or none", () => {
    expect(propertiesOf("EC2", { KeyName: "mine" })).toMatchObject({ KeyName: "mine" });
    expect(propertiesOf("EC2")).not.toHaveProperty("KeyName");
  });

  it("take the image and the instance's type together", () => {
    expect(propertiesOf("EC2")).toMatchObject({ ImageId: X86_IMAGE, InstanceType: "t3.micro" });
    expect(propertiesOf("EC2", { Architecture: "arm64", InstanceSize: "small" })).toMatchObject({
      ImageId: ARM_IMAGE,
      InstanceType: "t4g.small",
    });
  });

  it("open no port unless an address range is given, and then that one", () => {
    expect(propertiesOf("EC2SecurityGroup")).not.toHaveProperty("SecurityGroupIngress");
    expect(propertiesOf("EC2SecurityGroup", { SshCidr: "203.0.113.7/32" })).toMatchObject({
      SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "203.0.113.7/32" }],
    });
    expect(() => propertiesOf("EC2SecurityGroup", { SshCidr: "everybody" })).toThrow("Parameter 'SshCidr' failed");
  });

  it("loosen what keeps the public out for a public object alone", () => {
    const kept = { BlockPublicPolicy: true, RestrictPublicBuckets: true };
    expect(propertiesOf("S3PrivateBucket")).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      PublicAccessBlockConfiguration: { ...kept, BlockPublicAcls: true, IgnorePublicAcls: true },
    });
    expect(propertiesOf("S3PrivateBucket", { ObjectAccess: "public-read" })).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
      PublicAccessBlockConfiguration: { ...kept, BlockPublicAcls: false, IgnorePublicAcls: false },
    });
  });
});
