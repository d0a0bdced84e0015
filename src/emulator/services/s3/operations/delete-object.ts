import { header } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { objectOf } from "../address.ts";
import { objectRequirement, requireBucket } from "../authorisation.ts";
import { sameBucket } from "../buckets.ts";
import { headerKeys } from "../context-keys.ts";
import { deleteKey, markerOwner } from "../delete-key.ts";
import { notImplementedHeader } from "../errors.ts";
import type { ObjectTarget } from "../read-operation.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { readVersionId, versionedAction } from "../versioning/requested-version.ts";

/** Conditions that AWS takes for directory buckets alone. */
const DIRECTORY_BUCKET_CONDITIONS = ["x-amz-if-match-last-modified-time", "x-amz-if-match-size"];

interface DeleteObjectInput extends ObjectTarget {
  readonly ifMatch: string | undefined;
}

/** Deletes an object, or hides it behind a delete marker; one that is not there counts as deleted. */
export const deleteObject: Operation = s3Operation<DeleteObjectInput>({
  name: "DeleteObject",
  errors: ["NoSuchBucket", "PreconditionFailed"],
  parse(request) {
    const refused = DIRECTORY_BUCKET_CONDITIONS.find((name) => request.head.headers.has(name));
    if (refused !== undefined) throw notImplementedHeader(refused);
    return {
      ...objectOf(request),
      versionId: readVersionId(request),
      ifMatch: header(request.head, "if-match"),
    };
  },
  authorise(input, context) {
    const bucket = requireBucket(context, input.bucket);
    const { action, keys } = versionedAction("s3:DeleteObject", input.versionId);
    const conditions = headerKeys(context.request, ["if-match"]);
    return [objectRequirement(context, { bucket, key: input.key, action, keys: { ...keys, ...conditions } })];
  },
  async run(input, context) {
    const { state } = context;
    const bucket = requireBucket(context, input.bucket);
    const deleted = await state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      return deleteKey(
        { writer, bucket: present, key: input.key, state },
        { ...input, ownerAccountId: markerOwner(present, context) },
      );
    });
    const isVersioned = bucket.versioning !== undefined || input.versionId !== undefined;
    return emptyResponse(204, {
      ...(isVersioned && deleted.versionId !== undefined ? { "x-amz-version-id": deleted.versionId } : {}),
      ...(deleted.isMarker ? { "x-amz-delete-marker": "true" } : {}),
    });
  },
});
