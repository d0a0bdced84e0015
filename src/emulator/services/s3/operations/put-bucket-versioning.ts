import { childText, header } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import type { BucketRecord } from "../buckets.ts";
import { malformedXml, notImplementedHeader, s3Error } from "../errors.ts";
import { emptyResponse } from "../response.ts";

const STATES = ["Enabled", "Suspended"] as const;

/** Lets a bucket keep versions, or keep no further ones. There is no way back to a bucket without. */
export const putBucketVersioning: Operation = bucketOperation({
  name: "PutBucketVersioning",
  errors: ["IllegalVersioningConfigurationException", "MalformedXML"],
  action: "s3:PutBucketVersioning",
  async run(bucket, context) {
    if (header(context.request.head, "x-amz-mfa") !== undefined) throw notImplementedHeader("x-amz-mfa");
    const versioning = readState(await readDocument(context.request));
    await changeBucket(context, bucket, (present) => ({ ...present, versioning }));
    return emptyResponse(200);
  },
});

function readState(text: string): NonNullable<BucketRecord["versioning"]> {
  const root = parseDocument(text, "VersioningConfiguration");
  const status = childText(root, "Status");
  const mfaDelete = childText(root, "MfaDelete");
  if (mfaDelete !== undefined && mfaDelete !== "Disabled") throw notImplementedHeader("MfaDelete");
  if (status === undefined) {
    throw s3Error(400, ["IllegalVersioningConfigurationException", "The Versioning element must be specified"]);
  }
  const state = STATES.find((known) => known === status);
  if (state === undefined) throw malformedXml();
  return state;
}
