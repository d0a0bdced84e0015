import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EmulatorStartError } from "../../../src/emulator/index.ts";
import { diskImages } from "../../../src/emulator/instances/images.ts";
import { publicParameter } from "../../../src/emulator/state/images.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { waitForInstance } from "../../support/instances.ts";

const ID = "ami-0123456789abcdef0";

describe("The directory of an image", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "image-")));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const describeIt = (description: unknown): void => {
    writeFileSync(
      join(folder, "image.json"),
      typeof description === "string" ? description : JSON.stringify(description),
    );
  };
  const refusalOf = (imageId: string, directory = folder): string => {
    try {
      diskImages({ instanceImages: { [imageId]: directory } });
    } catch (error) {
      if (error instanceof EmulatorStartError) return error.message;
      throw error;
    }
    throw new Error("it was not refused");
  };

  it("says what lies over the machine's root, and what the user data finds in its environment", () => {
    mkdirSync(join(folder, "rootfs"));
    describeIt({ environment: { LC_ALL: "C", EMPTY: "", GONE: null }, trustStores: ["/opt/app/roots.pem"] });
    const images = diskImages({
      instanceImage: { path: ["/bin-of-ours"], readable: ["/ours"], rootfs: "/built-in" },
      instanceImages: { [ID]: folder },
    });
    expect(images(ID)).toEqual({
      path: ["/bin-of-ours"],
      readable: ["/ours"],
      layers: [join(folder, "rootfs"), "/built-in"],
      environment: { LC_ALL: "C", EMPTY: "", GONE: null },
      trustStores: ["/opt/app/roots.pem"],
    });
    expect(images("ami-of-nobody")).toMatchObject({ layers: ["/built-in"], environment: {}, trustStores: [] });
  });

  it("needs only one of rootfs and image.json", () => {
    describeIt({});
    expect(diskImages({ instanceImages: { [ID]: folder } })(ID)).toMatchObject({ layers: [] });
    rmSync(join(folder, "image.json"));
    mkdirSync(join(folder, "rootfs"));
    expect(diskImages({ instanceImages: { "ami-2385b022": folder } })("ami-2385b022").layers).toHaveLength(1);
  });

  it("is refused where it is none", () => {
    expect(refusalOf(ID)).toBe(`\`${folder}\` holds no image`);
    expect(refusalOf(ID, join(folder, "nowhere"))).toContain("holds no image");
    for (const id of ["ami-1", "ami-0123456789ABCDEF0", "i-0123456789abcdef0", "ami-2385b022x", ""]) {
      expect(refusalOf(id)).toBe(`\`${id}\` is not an image id`);
    }
  });

  it.each([
    ["{", /image\.json`: not JSON: /],
    ["[]", /image\.json`: a list, where an object is expected/],
    ["7", /image\.json`: Invalid type: Expected Object/],
    [{ root: "/" }, /`root`/],
    [{ environment: { "A B": "x" } }, /not a variable's name/],
    [{ environment: { A: 1 } }, /`environment.A`: Invalid type: Expected string/],
    [{ environment: { A: "\0" } }, /no text with a zero byte/],
    [{ environment: { LD_PRELOAD: "/x.so" } }, /the loader's variables cannot be set/],
    [{ trustStores: ["relative"] }, /`trustStores.0`: not an absolute path/],
    [{ trustStores: ["/etc/../../root/x"] }, /not an absolute path/],
    [{ architecture: "riscv" }, /`architecture`/],
    [{ imdsSupport: "v1.0" }, /`imdsSupport`/],
  ])("is refused where image.json says %j", (description, message) => {
    describeIt(description);
    expect(refusalOf(ID)).toMatch(message);
  });

  it("is refused where image.json is too large", () => {
    describeIt({ description: "x".repeat(70_000) });
    expect(refusalOf(ID)).toContain("is too large");
  });

  it("becomes an image of the first account's, or takes the place of a built-in one", async () => {
    describeIt({ name: "mine", architecture: "arm64", virtualizationType: "paravirtual", imdsSupport: "v2.0" });
    const builtIn = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64") as string;
    const emulator = await startTestEmulator({ instanceImages: { [ID]: folder, [builtIn]: folder } });
    const ec2 = new EC2Client(clientConfig(emulator));
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
    const all = await ec2.send(new DescribeImagesCommand({}));
    await emulator.close();
    expect(Images.map(({ ImageId }) => ImageId).sort()).toEqual([ID, builtIn].sort());
    expect(Images[0]).toMatchObject({
      Name: "mine",
      Architecture: "arm64",
      VirtualizationType: "paravirtual",
      OwnerId: "111111111111",
    });
    expect(all.Images).toHaveLength(5);
  });

  it("decides what its instances are, and which types they can become", async () => {
    describeIt({ virtualizationType: "paravirtual", architecture: "x86_64" });
    const emulator = await startTestEmulator({ instanceImages: { [ID]: folder }, instanceMode: "none" });
    const ec2 = new EC2Client(clientConfig(emulator));
    try {
      const launch = { ImageId: ID, InstanceType: "t1.micro", MinCount: 1, MaxCount: 1 } as const;
      const { Instances = [] } = await ec2.send(new RunInstancesCommand(launch));
      const InstanceId = Instances[0]?.InstanceId ?? "";
      expect(Instances[0]?.VirtualizationType).toBe("paravirtual");
      const find = async (kind: string): Promise<number> => {
        const Filters = [{ Name: "virtualization-type", Values: [kind] }];
        return (await ec2.send(new DescribeInstancesCommand({ Filters }))).Reservations?.length ?? 0;
      };
      expect([await find("paravirtual"), await find("hvm")]).toEqual([1, 0]);
      await ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
      await waitForInstance(emulator, InstanceId, ({ state }) => state === "stopped");
      const become = (Value: string): Promise<unknown> =>
        ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, InstanceType: { Value } }));
      await become("m1.small");
      await expect(become("t3.micro")).rejects.toThrow("virtualization type of 'paravirtual'");
    } finally {
      await emulator.close();
    }
  });
});
