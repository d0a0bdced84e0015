import { KeyleaseError } from "./errors.ts";

/** An Amazon Resource Name in its six parts; `resource` keeps any further colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty where the resource has no region (IAM, S3). */
  readonly region: string;
  /** Empty where the resource has no account (S3 buckets and objects). */
  readonly accountId: string;
  readonly resource: string;
}

/**
 * Splits a text into the parts of an ARN, or gives `undefined` where it is not one.
 * Wildcards are not interpreted; the resource part must not be empty.
 */
export function tryParseArn(text: string): Arn | undefined {
  const parts = text.split(":");
  if (parts.length < 6 || parts[0] !== "arn") return undefined;
  const [, partition, service, region, accountId] = parts as [string, string, string, string, string];
  const resource = parts.slice(5).join(":");
  if (partition === "" || service === "" || resource === "") return undefined;
  return { partition, service, region, accountId, resource };
}

/**
 * Splits a text into the parts of an ARN.
 *
 * @throws KeyleaseError `ArnInvalid` where it is not one.
 */
export function parseArn(text: string): Arn {
  const arn = tryParseArn(text);
  if (arn === undefined) {
    throw new KeyleaseError("ArnInvalid", `\`${text}\` is not an ARN`, {
      hint: "An ARN has six parts divided by colons, such as arn:aws:iam::123456789012:role/uploader.",
    });
  }
  return arn;
}

/** Writes an ARN as text. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
}
