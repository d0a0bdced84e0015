import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import { CreateKeyPairCommand, EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import type { BucketDefaults } from "../../src/emulator/index.ts";
import { deploy } from "../emulator/services/cloudformation/stacks.ts";
import { clientConfig, startTestEmulator } from "../support/emulator.ts";
import { type ReportedInstance, waitForUserData } from "../support/instances.ts";
import { whyNoSandbox } from "../support/sandboxed-emulator.ts";

const FOLDER = "examples/article-2014";
const TEMPLATE = readFileSync(join(FOLDER, "template.json"), "utf8");
const SHIMS = join(FOLDER, "image/rootfs/usr/local/share/ruby-2014/shims.rb");

/** Why the article's script cannot run here; `undefined` where it can. */
function whyNotHere(): string | undefined {
  const { error, status, stderr } = spawnSync("ruby", ["-r", join(process.cwd(), SHIMS), "-e", ""], {
    encoding: "utf8",
  });
  if (error !== undefined) return "there is no ruby";
  return status === 0 ? whyNoSandbox() : `there is no AWS SDK for Ruby v1: ${stderr.split("\n")[0]}`;
}
const skipped = whyNotHere();

describe("the copy of the article", () => {
  it.each([
    ["template.json", "af7e9c97689c611f818fbabfa1c055e609bbe9c388f7666afe4c65d070495152"],
    [
      "image/rootfs/usr/local/share/gists/37141d0dae07f481e473/s3up_by_assume_role.rb",
      "44fbc44f8aa93da36f55a69648662a053ad13b770d0f19a1293b48ca2d2de603",
    ],
  ])("has %s byte for byte", (path, digest) => {
    expect(
      createHash("sha256")
        .update(readFileSync(join(FOLDER, path)))
        .digest("hex"),
    ).toBe(digest);
  });
});

interface Story {
  readonly uploadedUrl: string;
  readonly instance: ReportedInstance;
  /** What somebody without credentials gets at UploadedURL. */
  readonly fetched: { readonly status: number; readonly body: string };
}

/** Deploys the article's template as it stands, and waits for what its instance does. */
async function play(bucketDefaults: BucketDefaults): Promise<Story> {
  const emulator = await startTestEmulator({
    bucketDefaults,
    instanceMode: "bubblewrap",
    instanceImages: { "ami-2385b022": join(FOLDER, "image") },
  });
  try {
    await new EC2Client(clientConfig(emulator)).send(new CreateKeyPairCommand({ KeyName: "k" }));
    const client = new CloudFormationClient(clientConfig(emulator));
    const stack = await deploy(client, TEMPLATE, {
      StackName: "s",
      Parameters: [{ ParameterKey: "KeyName", ParameterValue: "k" }],
      Capabilities: ["CAPABILITY_IAM"],
    });
    expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    const resource = new DescribeStackResourceCommand({ StackName: "s", LogicalResourceId: "EC2" });
    const { StackResourceDetail } = await client.send(resource);
    const instance = await waitForUserData(emulator, StackResourceDetail?.PhysicalResourceId ?? "");
    const uploadedUrl = stack.Outputs?.[0]?.OutputValue ?? "";
    const [bucket, key] = [/^https:\/\/(.+)\.s3\.amazonaws\.com/.exec(uploadedUrl)?.[1], "hoge"];
    const answer = await fetch(`${emulator.endpoint}/${bucket}/${key}`);
    return { uploadedUrl, instance, fetched: { status: answer.status, body: await answer.text() } };
  } finally {
    await emulator.close();
  }
}

describe.skipIf(skipped !== undefined)(`the article's template${skipped === undefined ? "" : ` (${skipped})`}`, () => {
  it("uploads its script for everybody to read where buckets are as in 2014", { timeout: 60_000 }, async () => {
    const { uploadedUrl, instance, fetched } = await play("2014");
    expect(uploadedUrl).toMatch(/^https:\/\/s-s3privatebucket-[a-z0-9]+\.s3\.amazonaws\.com\/hoge$/);
    expect(instance.consoleOutput).toContain(
      "+ yum install -y rubygems ruby-devel gcc libxml2-devel libxslt-devel git",
    );
    expect({ exitStatus: instance.exitStatus, output: instance.consoleOutput }).toMatchObject({ exitStatus: 0 });
    expect(fetched.status).toBe(200);
    // The article uploads the very script that uploads.
    expect(fetched.body).toBe(
      readFileSync(
        join(FOLDER, "image/rootfs/usr/local/share/gists/37141d0dae07f481e473/s3up_by_assume_role.rb"),
        "utf8",
      ),
    );
  });

  it("is refused by AWS's own words where buckets are as today", { timeout: 60_000 }, async () => {
    const { instance, fetched } = await play("today");
    expect(instance.exitStatus).toBe(1);
    expect(instance.consoleOutput).toContain(
      "The bucket does not allow ACLs (AWS::S3::Errors::AccessControlListNotSupported)",
    );
    expect(fetched.status).toBe(403);
  });
});
