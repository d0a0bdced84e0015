import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { whyNoOverlay } from "../../../src/emulator/instances/disk/overlay.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { waitForUserData } from "../../support/instances.ts";
import { whyNoSandbox } from "../../support/sandboxed-emulator.ts";

const IMAGE = "ami-2385b022";
const CLIENTS = new URL("../../e2e/clients/", import.meta.url).pathname;
/** The SDK of 2014 brings certificates of its own. */
const ROOTS = "/usr/share/ruby-aws-sdk/ca-bundle.crt";

function whyNoSdk(): string | undefined {
  const { status } = spawnSync("ruby", ["-e", "require 'aws-sdk'; exit AWS::VERSION.start_with?('1.')"]);
  return status === 0 ? undefined : "the package ruby-aws-sdk (version 1) is not installed";
}

const reason = whyNoSandbox() ?? (await whyNoOverlay()) ?? whyNoSdk();
const title = "A template of 2014, with its Ruby SDK";

const trust = (Principal: object): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action: ["sts:AssumeRole"] }],
});
const policy = (Action: string[], Resource: unknown): object => ({
  PolicyName: "policy",
  PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] },
});
const join_ = (...parts: unknown[]): object => ({ "Fn::Join": ["", parts] });
const bucket = { Ref: "Bucket" };

const TEMPLATE = {
  Resources: {
    // What a bucket needs today to take an ACL.
    Bucket: {
      Type: "AWS::S3::Bucket",
      Properties: {
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: false, IgnorePublicAcls: false },
      },
    },
    InstanceRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trust({ Service: ["ec2.amazonaws.com"] }),
        Policies: [policy(["sts:AssumeRole"], "*")],
      },
    },
    Profile: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [{ Ref: "InstanceRole" }] } },
    UploadRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trust({ AWS: { "Fn::GetAtt": ["InstanceRole", "Arn"] } }),
        Policies: [policy(["s3:PutObject", "s3:PutObjectAcl"], join_("arn:aws:s3:::", bucket, "/*"))],
      },
    },
    Instance: {
      Type: "AWS::EC2::Instance",
      Properties: {
        ...{ ImageId: IMAGE, InstanceType: "t1.micro", IamInstanceProfile: { Ref: "Profile" } },
        UserData: {
          "Fn::Base64": join_(
            "#!/bin/bash -ex\n",
            "yum install -y rubygems git\n",
            "cd /tmp\n",
            "git clone https://example.com/upload.git upload\n",
            "cd upload\n",
            "export AWS_REGION=",
            { Ref: "AWS::Region" },
            " USE_SSL=true\n",
            "/usr/local/bin/bundle exec ruby ruby-client.rb lease ",
            ...[{ "Fn::GetAtt": ["UploadRole", "Arn"] }, " ", bucket, " hoge hoge ruby-client.rb\n"],
          ),
        },
      },
    },
  },
  Outputs: { Bucket: { Value: bucket }, Instance: { Value: { Ref: "Instance" } } },
};

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let folder: string;
  let emulator: Emulator;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    const put = (path: string, content: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      chmodSync(join(folder, path), 0o755);
    };
    put("rootfs/usr/bin/yum", "#!/bin/sh\nexit 0\n");
    put("rootfs/usr/bin/git", '#!/bin/sh\ncp -R /usr/local/share/repository "$3"\n');
    put("rootfs/usr/local/bin/bundle", '#!/bin/sh\n[ "$1" = exec ] || exit 0\nshift\nexec "$@"\n');
    put(
      "image.json",
      JSON.stringify({ virtualizationType: "paravirtual", trustStores: [ROOTS], environment: { AWS_CA_BUNDLE: null } }),
    );
    mkdirSync(join(folder, "rootfs/usr/local/share/repository"), { recursive: true });
    for (const name of ["ruby-client.rb", "ruby-shims.rb"]) {
      copyFileSync(join(CLIENTS, name), join(folder, "rootfs/usr/local/share/repository", name));
    }
    emulator = await startTestEmulator({ instanceMode: "bubblewrap", instanceImages: { [IMAGE]: folder } });
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  it("assumes the role and uploads, with no endpoint and no key of its own", async () => {
    const cfn = new CloudFormationClient(clientConfig(emulator));
    const Capabilities = ["CAPABILITY_IAM" as const];
    await cfn.send(new CreateStackCommand({ StackName: "old", TemplateBody: JSON.stringify(TEMPLATE), Capabilities }));
    let outputs: Record<string, string> = {};
    for (let attempt = 0; attempt < 400 && outputs.Instance === undefined; attempt++) {
      const { Stacks = [] } = await cfn.send(new DescribeStacksCommand({ StackName: "old" }));
      const found = Stacks[0]?.Outputs ?? [];
      outputs = Object.fromEntries(found.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const report = await waitForUserData(emulator, outputs.Instance ?? "");
    expect([report.exitStatus, report.consoleOutput]).toEqual([
      0,
      expect.stringContaining("+ yum install -y rubygems git"),
    ]);
    const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: outputs.Bucket, Key: "hoge" }));
    expect(await Body?.transformToString()).toContain("What the steps of the Ruby SDK do");
    expect(existsSync("/usr/local/share/repository")).toBe(false);
  });
});
