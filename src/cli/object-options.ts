import { KeyleaseError } from "../core/index.ts";
import { type CannedAcl, checkCannedAcl, type TransferOptions } from "../upload/index.ts";

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
export function objectOptions(options: ObjectOptions): Omit<TransferOptions, "signal"> & { readonly acl?: CannedAcl } {
  const { acl, contentType, cacheControl, contentDisposition, contentEncoding, storageClass } = options;
  return {
    ...(acl === undefined ? {} : { acl: checkCannedAcl(acl) }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(options.metadata === undefined ? {} : { metadata: pairs("--metadata", options.metadata) }),
    ...(options.tag === undefined ? {} : { tags: pairs("--tag", options.tag) }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(options.sse === undefined ? {} : { serverSideEncryption: options.sse }),
    ...(options.sseKmsKeyId === undefined ? {} : { kmsKeyId: options.sseKmsKeyId }),
  };
}

function pairs(option: string, texts: readonly string[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    const name = text.slice(0, equals);
    if (equals < 1) throw invalid(option, text, "is not NAME=VALUE");
    if (found.has(name)) throw invalid(option, text, "names what was named before");
    found.set(name, text.slice(equals + 1));
  }
  return Object.fromEntries(found);
}

function invalid(option: string, text: string, reason: string): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", `\`${text}\` ${reason}`, {
    hint: `Write ${option} NAME=VALUE, once a name.`,
  });
}
