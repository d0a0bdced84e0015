import { createHash } from "node:crypto";
import { withAttributes, writeXml, type XmlObject } from "../../../../wire/index.ts";
import type { InternalCall } from "../../../pipeline/service.ts";

/** What a call to a bucket needs besides its name. */
export interface BucketCall {
  /** As policies and denials name it: `PutBucketPolicy`. */
  readonly operation: string;
  readonly method: "PUT" | "DELETE" | "HEAD";
  /** Such as `policy`; absent for the bucket itself. */
  readonly subresource?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A call of S3's REST API on a bucket. */
export function bucketCall(bucket: string, call: BucketCall): InternalCall {
  const { operation, method, subresource, headers, body } = call;
  // Some of S3's operations want a digest of what they are sent, and none minds.
  const digest = body === undefined ? {} : { "content-md5": createHash("md5").update(body).digest("base64") };
  return {
    service: "s3",
    operation,
    http: {
      method,
      path: `/${encodeURIComponent(bucket)}`,
      ...(subresource === undefined ? {} : { query: subresource }),
      headers: { ...digest, ...headers },
      ...(body === undefined ? {} : { body }),
    },
  };
}

/** A document in S3's namespace. */
export function s3Document(root: string, content: XmlObject): string {
  return writeXml(root, withAttributes({ xmlns: "http://s3.amazonaws.com/doc/2006-03-01/" }, content), {
    declaration: true,
  });
}
