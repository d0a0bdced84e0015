import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateKeyPairCommand, DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createInstanceImage } from "../../src/cli/instance-image.ts";
import type { BucketDefaults } from "../../src/emulator/index.ts";
import { cliEntry, endOf, npxFolder } from "../support/cli.ts";
import { clientConfig, startTestEmulator } from "../support/emulator.ts";
import { plainRequest, type ReportedInstance, waitForUserData } from "../support/instances.ts";
import { whyNoSandbox } from "../support/sandboxed-emulator.ts";

const FOLDER = "examples/article-2014";
const SCRIPT = "image/rootfs/usr/local/share/gists/37141d0dae07f481e473/s3up_by_assume_role.rb";
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

const guide = readFileSync("docs/guide/article.md", "utf8");
const blocksOf = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, block = ""]) => block);

/** What is another in every stack. */
const masked = (text: string): string =>
  text
    .replace(/s-s3privatebucket-[a-z0-9]+/g, "BUCKET")
    .replace(/role\/s-RoleForAssume-\w+/g, "role/ROLE")
    // The lines of the SDK's own files are its version's.
    .replace(/^\S+\/client\.rb:\d+:in .return_or_raise'/gm, "client.rb");

interface Story {
  readonly stdout: string;
  readonly instance: ReportedInstance;
  /** What somebody without credentials gets at UploadedURL. */
  readonly fetched: { readonly status: number; readonly body: string };
}

/** Types what the guide says, on an emulator as the guide starts it, and waits for what the instance does. */
async function play(bucketDefaults: BucketDefaults): Promise<Story> {
  const image = createInstanceImage(await cliEntry());
  const npx = await npxFolder();
  const emulator = await startTestEmulator({
    accountIds: ["000000000000"],
    bucketDefaults,
    instanceMode: "bubblewrap",
    instanceImage: image.image,
    instanceImages: { "ami-2385b022": join(FOLDER, "image") },
  });
  try {
    const { endpoint, region, credentials } = clientConfig(emulator);
    await new EC2Client(clientConfig(emulator)).send(new CreateKeyPairCommand({ KeyName: "k" }));
    const env = {
      PATH: `${npx.path}:${process.env.PATH}`,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const deployed = await endOf(spawn("sh", ["-e", "-c", blocksOf("sh").join("")], { env }));
    expect(deployed).toMatchObject({ exitCode: 0 });
    const { Reservations } = await new EC2Client(clientConfig(emulator)).send(new DescribeInstancesCommand({}));
    const instance = await waitForUserData(emulator, Reservations?.[0]?.Instances?.[0]?.InstanceId ?? "");
    const { hostname, pathname } = new URL(/https:\S+/.exec(deployed.stdout)?.[0] ?? "");
    const answer = await plainRequest({ url: endpoint }, pathname, { headers: { host: hostname } });
    return { stdout: deployed.stdout, instance, fetched: answer };
  } finally {
    await emulator.close();
    npx.remove();
    image.remove();
  }
}

describe("the guide to the article", () => {
  it("starts the emulator with options that there are", () => {
    const [, line = ""] = /^\$ npx (keylease emulator .+)$/m.exec(guide) ?? [];
    expect(line).toBe(
      "keylease emulator --region ap-northeast-1 --bucket-defaults 2014 --image ami-2385b022=examples/article-2014/image",
    );
    const known = readFileSync("docs/reference/cli.md", "utf8");
    for (const option of line.match(/--[a-z-]+(?= )/g) ?? []) expect(known).toContain(`${option} <`);
  });
});

describe.skipIf(skipped !== undefined)(`the article's template${skipped === undefined ? "" : ` (${skipped})`}`, () => {
  const [output = "", uploaded = "", refused = ""] = blocksOf("text");

  it("uploads its script for everybody to read where buckets are as in 2014", { timeout: 60_000 }, async () => {
    const { stdout, instance, fetched } = await play("2014");
    expect(masked(stdout)).toBe(masked(output));
    expect({ exitStatus: instance.exitStatus, output: instance.consoleOutput }).toMatchObject({ exitStatus: 0 });
    expect(masked(instance.consoleOutput)).toContain(masked(uploaded));
    // The article uploads the very script that uploads.
    const script = readFileSync(join(FOLDER, SCRIPT), "utf8");
    expect({ status: fetched.status, body: fetched.body }).toEqual({ status: 200, body: script });
  });

  it("is refused by AWS's own words where buckets are as today", { timeout: 60_000 }, async () => {
    const { stdout, instance, fetched } = await play("today");
    expect(masked(stdout)).toBe(masked(output));
    expect(instance.exitStatus).toBe(1);
    expect(masked(instance.consoleOutput)).toContain(masked(refused));
    expect(refused).toContain("The bucket does not allow ACLs (AWS::S3::Errors::AccessControlListNotSupported)");
    expect(fetched.status).toBe(403);
    expect(fetched.body).toContain("<Code>AccessDenied</Code>");
  });
});
