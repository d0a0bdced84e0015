import { KeyleaseError } from "../core/index.ts";
import { type CannedAcl, checkCannedAcl, type TransferOptions } from "../upload/index.ts";
import { readPairs } from "./pairs.ts";

/** What the command line says of the object that is to be. */
export interface ObjectOptions {
  readonly acl?: string;
  readonly contentType?: string;
  /** `NAME=VALUE` each. */
  readonly metadata?: readonly string[];
  /** `NAME=VALUE` each. */
  readonly tag?: readonly string[];
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly storageClass?: string;
  readonly sse?: "AES256" | "aws:kms";
  readonly sseKmsKeyId?: string;
}

/** The options of an upload that they come to. */
export function objectOptions(
  options: ObjectOptions,
): Omit<TransferOptions, "signal" | "onProgress"> & { readonly acl?: CannedAcl } {
  const { acl, contentType, cacheControl, contentDisposition, contentEncoding, storageClass } = options;
  return {
    ...(acl === undefined ? {} : { acl: checkCannedAcl(acl) }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(options.metadata === undefined ? {} : { metadata: pairs("metadata", options.metadata) }),
    ...(options.tag === undefined ? {} : { tags: pairs("a tag", options.tag) }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(options.sse === undefined ? {} : { serverSideEncryption: options.sse }),
    ...(options.sseKmsKeyId === undefined ? {} : { kmsKeyId: options.sseKmsKeyId }),
  };
}

function pairs(what: string, texts: readonly string[]): Record<string, string> {
  const found = readPairs(texts, what);
  const [twice] = found.filter(([name], i) => found.findIndex(([other]) => other === name) !== i);
  if (twice === undefined) return Object.fromEntries(found);
  throw new KeyleaseError("ArgumentInvalid", `\`${twice[0]}\` was given twice`, { hint: "Give each name once." });
}
