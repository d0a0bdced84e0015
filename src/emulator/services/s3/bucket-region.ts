import type { AwsError } from "../../../wire/index.ts";
import { childText } from "../../../wire/index.ts";
import { parseDocument } from "./body/document.ts";
import { notImplementedHeader, s3Error } from "./errors.ts";

/**
 * Reads the `CreateBucketConfiguration`, and holds it to the one region that the emulator stands in.
 *
 * @returns the location constraint that the bucket keeps; `undefined` in us-east-1.
 * @throws AwsError `MalformedXML`, `IllegalLocationConstraintException`, `InvalidLocationConstraint`, or `NotImplemented`
 * where the body asks for tags or a directory bucket.
 */
export function readLocationConstraint(body: string, region: string): string | undefined {
  const constraint = body.trim() === "" ? undefined : readConfiguration(body);
  if (region === "us-east-1") {
    if (constraint === undefined) return undefined;
    throw isRegion(constraint) && constraint !== region ? incompatible(constraint) : invalid(constraint);
  }
  if (constraint === undefined) throw incompatible("unspecified");
  // `EU` is what eu-west-1 was called when Europe had one region.
  if (constraint === region || (constraint === "EU" && region === "eu-west-1")) return constraint;
  throw incompatible(constraint);
}

function readConfiguration(body: string): string | undefined {
  const root = parseDocument(body, "CreateBucketConfiguration");
  const other = root.children.find(({ name }) => name !== "LocationConstraint");
  if (other !== undefined) throw notImplementedHeader(other.name);
  const constraint = childText(root, "LocationConstraint");
  return constraint === "" ? undefined : constraint;
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
