import type { Architecture, ImageRecord } from "../../../state/images.ts";
import { ec2Errors } from "../errors.ts";

const SIZES = /^(nano|micro|small|medium|large|xlarge|\d{1,3}xlarge|metal(-\d{1,3}xl)?)$/;

/** Families from before hardware virtualisation: they take paravirtual images alone. */
const PARAVIRTUAL_ONLY: ReadonlySet<string> = new Set(["t1", "m1", "m2", "c1"]);
/** Families that take both kinds of images. */
const EITHER: ReadonlySet<string> = new Set(["c3", "hs1", "m3"]);

/**
 * Refuses a type that the image cannot run on. The families are not listed one by one: a name of their form is taken,
 * and the letter `g` after the generation tells Graviton, which is how AWS names them.
 *
 * @throws AwsError `InvalidParameterValue` or `InvalidParameterCombination`.
 */
export function checkInstanceType(instanceType: string, image: ImageRecord): void {
  const [family = "", size = ""] = instanceType.split(".", 2);
  const generation = /^[a-z]{1,3}(?:-[a-z0-9]+)?\d{1,2}([a-z]*)(?:-[a-z0-9]+)?$/.exec(family);
  if (generation === null || !SIZES.test(size) || instanceType !== `${family}.${size}`) {
    throw ec2Errors.invalid(`Invalid value '${instanceType}' for InstanceType.`);
  }
  const { virtualizationType = "hvm" } = image;
  const isFitting = EITHER.has(family) || PARAVIRTUAL_ONLY.has(family) === (virtualizationType === "paravirtual");
  if (!isFitting) {
    throw ec2Errors.combination(
      `Non-Windows instances with a virtualization type of '${virtualizationType}' are currently not supported for this instance type.`,
    );
  }
  const architecture: Architecture = generation[1]?.includes("g") === true || family === "a1" ? "arm64" : "x86_64";
  if (architecture !== image.architecture) {
    throw ec2Errors.invalid(
      `The architecture '${architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
    );
  }
}
