import type { AwsError } from "../../../wire/index.ts";
import { s3Error } from "./errors.ts";

/**
 * Holds a new bucket to the one region that the emulator stands in.
 *
 * @returns the location constraint that the bucket keeps; `undefined` in us-east-1.
 * @throws AwsError `IllegalLocationConstraintException`, `InvalidLocationConstraint`.
 */
export function checkLocationConstraint(constraint: string | undefined, region: string): string | undefined {
  if (region === "us-east-1") {
    if (constraint === undefined) return undefined;
    throw isRegion(constraint) && constraint !== region ? incompatible(constraint) : invalid(constraint);
  }
  if (constraint === undefined) throw incompatible("unspecified");
  // `EU` is what eu-west-1 was called when Europe had one region.
  if (constraint === region || (constraint === "EU" && region === "eu-west-1")) return constraint;
  throw incompatible(constraint);
}

function isRegion(text: string): boolean {
  return text === "EU" || /^[a-z]{2}(-[a-z]+)+-\d$/.test(text);
}

function incompatible(constraint: string): AwsError {
  const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  return s3Error(400, ["IllegalLocationConstraintException", message]);
}

function invalid(constraint: string): AwsError {
  return s3Error(400, ["InvalidLocationConstraint", "The specified location-constraint is not valid"], {
    LocationConstraint: constraint,
  });
}
