import { KeyleaseError } from "../core/index.ts";
import { parseObject } from "../lease/index.ts";

/** How the command line names an object. */
export interface TargetInput {
  /** `s3://BUCKET/KEY`. */
  readonly target?: string;
  readonly bucket?: string;
  /** The spelling of the article of 2014. */
  readonly backet?: string;
  readonly s3ObjectKey?: string;
}

/** An object by its names. */
export interface Target {
  readonly bucket: string;
  readonly key: string;
}

/** The object that the command line names, in either form; `undefined` where it names none. */
export function targetOf(input: TargetInput): Target | undefined {
  const bucket = agreed("bucket", input.bucket, input.backet);
  const key = input.s3ObjectKey;
  const named = input.target === undefined ? undefined : parseObject(input.target);
  if (named === undefined && bucket === undefined && key === undefined) return undefined;
  const target = { bucket: agreed("bucket", named?.bucket, bucket), key: agreed("key", named?.key, key) };
  if (target.bucket !== undefined && target.key !== undefined) return { bucket: target.bucket, key: target.key };
  throw new KeyleaseError("ArgumentInvalid", `a ${target.bucket === undefined ? "bucket" : "key"} is missing`, {
    hint: "Give both --bucket and --s3-object-key, or s3://BUCKET/KEY.",
  });
}

function agreed(what: string, first: string | undefined, second: string | undefined): string | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second;
  throw new KeyleaseError("ArgumentInvalid", `the ${what} was given as \`${first}\` and as \`${second}\``, {
    hint: "Give it once.",
  });
}
