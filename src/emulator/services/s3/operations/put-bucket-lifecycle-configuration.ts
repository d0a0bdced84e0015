import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { requireDigest } from "../body/required-digest.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { invalidRequest } from "../errors.ts";
import { dayOf, type Lifecycle } from "../lifecycle/lifecycle-rule.ts";
import { readLifecycleRules } from "../lifecycle/read-lifecycle.ts";
import { emptyResponse } from "../response.ts";

export const MINIMUM_SIZE_HEADER = "x-amz-transition-default-minimum-object-size";

/** Replaces a bucket's lifecycle rules. They begin to work at the next midnight. */
export const putBucketLifecycleConfiguration: Operation = bucketOperation({
  name: "PutBucketLifecycleConfiguration",
  errors: ["InvalidArgument", "InvalidRequest", "InvalidTag", "MalformedXML"],
  action: "s3:PutLifecycleConfiguration",
  async run(bucket, context) {
    const { request, state } = context;
    requireDigest(request, "Content-MD5");
    const minimumTransitionSize = readMinimumSize(request);
    const root = parseDocument(await readDocument(request), "LifecycleConfiguration");
    const rules = readLifecycleRules(root, () => state.random.bytes(24).toString("base64url"));
    const lifecycle = { rules, minimumTransitionSize, sweptDay: dayOf(state.clock.now()) };
    await changeBucket(context, bucket, (present) => ({ ...present, lifecycle }));
    return emptyResponse(200, { [MINIMUM_SIZE_HEADER]: minimumTransitionSize });
  },
});

function readMinimumSize({ head }: ServiceRequest): Lifecycle["minimumTransitionSize"] {
  const text = header(head, MINIMUM_SIZE_HEADER) ?? "all_storage_classes_128K";
  if (text === "all_storage_classes_128K" || text === "varies_by_storage_class") return text;
  throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${text}`);
}
