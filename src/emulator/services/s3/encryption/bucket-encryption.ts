import { children, childText, type XmlElement, type XmlObject } from "../../../../wire/index.ts";
import { invalidArgument, malformedXml, notImplementedHeader } from "../errors.ts";

/** How a bucket encrypts new objects by default, always with S3's own keys. */
export interface BucketEncryption {
  /** Means something with KMS keys alone; recorded all the same. */
  readonly bucketKeyEnabled: boolean;
  /** Whether uploads that bring their own key are refused. */
  readonly blocksCustomerKeys: boolean;
}

/** What every bucket has whose owner has said nothing: S3's own keys, and since 2026 no customer keys. */
export const DEFAULT_ENCRYPTION: BucketEncryption = { bucketKeyEnabled: false, blocksCustomerKeys: true };

/**
 * Reads a `ServerSideEncryptionConfiguration`. There is no KMS here, so a bucket that was to use it is refused rather than
 * recorded: its objects would say that they were encrypted otherwise.
 *
 * @throws AwsError `MalformedXML`, `InvalidArgument`, or `NotImplemented` for KMS.
 */
export function readBucketEncryption(root: XmlElement): BucketEncryption {
  const [rule, ...more] = children(root, "Rule");
  if (rule === undefined || more.length > 0) throw malformedXml();
  const [byDefault] = children(rule, "ApplyServerSideEncryptionByDefault");
  if (byDefault !== undefined) checkAlgorithm(byDefault);
  const blocked = children(rule, "BlockedEncryptionTypes").flatMap((types) => children(types, "EncryptionType"));
  if (blocked.some(({ text }) => text !== "SSE-C" && text !== "NONE")) throw malformedXml();
  return {
    bucketKeyEnabled: readFlag(rule, "BucketKeyEnabled"),
    blocksCustomerKeys: blocked.length === 0 || blocked.some(({ text }) => text === "SSE-C"),
  };
}

function checkAlgorithm(byDefault: XmlElement): void {
  const algorithm = childText(byDefault, "SSEAlgorithm");
  if (algorithm === "aws:kms" || algorithm === "aws:kms:dsse") throw notImplementedHeader("SSEAlgorithm");
  if (algorithm !== "AES256") throw malformedXml();
  if (childText(byDefault, "KMSMasterKeyID") === undefined) return;
  throw invalidArgument(
    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    { name: "ApplyServerSideEncryptionByDefault" },
  );
}

function readFlag(element: XmlElement, name: string): boolean {
  const text = (childText(element, name) ?? "false").trim().toLowerCase();
  if (text !== "true" && text !== "false") throw malformedXml();
  return text === "true";
}

/** As GetBucketEncryption shows it. */
export function encryptionContent({ bucketKeyEnabled, blocksCustomerKeys }: BucketEncryption): XmlObject {
  return {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
      BucketKeyEnabled: bucketKeyEnabled,
      BlockedEncryptionTypes: { EncryptionType: blocksCustomerKeys ? "SSE-C" : "NONE" },
    },
  };
}
