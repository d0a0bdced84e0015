import { describe, expect, it } from "vitest";
import { checkInstanceType } from "../../../../../src/emulator/services/ec2/launch/instance-types.ts";
import { findImage, type ImageRecord, listImages } from "../../../../../src/emulator/state/images.ts";

const hvm = listImages().find(({ architecture }) => architecture === "x86_64") as ImageRecord;
const paravirtual: ImageRecord = { ...hvm, virtualizationType: "paravirtual" };

describe("an image of hardware virtualisation or of paravirtualisation", () => {
  it.each<[string, ImageRecord, boolean]>([
    ["t1.micro", paravirtual, true],
    ["m1.small", paravirtual, true],
    ["m3.medium", paravirtual, true],
    ["m3.medium", hvm, true],
    ["t3.micro", hvm, true],
    ["t1.micro", hvm, false],
    ["t3.micro", paravirtual, false],
    ["m7i.large", paravirtual, false],
  ])("%s", (instanceType, image, runs) => {
    const check = (): void => checkInstanceType(instanceType, image);
    if (runs) expect(check).not.toThrow();
    else {
      const kind = image.virtualizationType ?? "hvm";
      expect(check).toThrow(
        `with a virtualization type of '${kind}' are currently not supported for this instance type`,
      );
    }
  });

  it("is told of an image that was given, and of no other", () => {
    expect(findImage("ami-2385b022")).toBeUndefined();
    expect(findImage("ami-2385b022", [{ ...paravirtual, imageId: "ami-2385b022" }])).toMatchObject({
      virtualizationType: "paravirtual",
    });
  });
});
