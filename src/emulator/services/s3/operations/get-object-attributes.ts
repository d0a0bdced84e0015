import type { XmlObject } from "../../../../wire/index.ts";
import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { objectOf } from "../address.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { checksumType, type ObjectRecord } from "../objects.ts";
import { existingObjectRequirement, type ObjectTarget, requireObject, versionHeader } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { readVersionId } from "../versioning/requested-version.ts";

/** In the order in which the answer has them. `ObjectParts` is told of objects that were uploaded in parts. */
const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;

type Attribute = (typeof ATTRIBUTES)[number];

interface GetObjectAttributesInput extends ObjectTarget {
  readonly attributes: readonly Attribute[];
}

/** Tells of an object what was asked for, without its bytes. It needs the right to read it, and its own. */
export const getObjectAttributes: Operation = s3Operation<GetObjectAttributesInput>({
  name: "GetObjectAttributes",
  errors: ["InvalidArgument", "InvalidRequest", "NoSuchBucket", "NoSuchKey", "NoSuchVersion"],
  parse: (request) => ({
    ...objectOf(request),
    versionId: readVersionId(request),
    attributes: readAttributes(request),
  }),
  authorise: (target, context) => [
    existingObjectRequirement(target, "s3:GetObject", context),
    existingObjectRequirement(target, "s3:GetObjectAttributes", context),
  ],
  run(target, context) {
    const { bucket, object } = requireObject(target, context);
    const content = attributesOf(object);
    const asked = ATTRIBUTES.filter((name) => target.attributes.includes(name));
    return xmlResponse("GetObjectAttributesResponse", Object.fromEntries(asked.map((name) => [name, content[name]])), {
      "last-modified": new Date(object.lastModified).toUTCString(),
      ...versionHeader(bucket, object),
    });
  },
});

function readAttributes({ head }: ServiceRequest): readonly Attribute[] {
  const text = header(head, "x-amz-object-attributes");
  if (text === undefined || text.trim() === "") {
    throw invalidRequest(
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
    );
  }
  return text.split(",").map((one) => {
    const attribute = ATTRIBUTES.find((known) => known === one.trim());
    if (attribute !== undefined) return attribute;
    throw invalidArgument("Invalid attribute name specified.", { name: "x-amz-object-attributes", value: one.trim() });
  });
}

/** The ETag stands here without quotes; nowhere else does S3 write it so. */
function attributesOf(object: ObjectRecord): XmlObject {
  const { etag, checksum, content, storageClass, sizeBytes } = object;
  return {
    ETag: etag,
    Checksum: { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksumType(object) },
    ObjectParts: content.form === "parts" ? { PartsCount: content.count } : undefined,
    StorageClass: storageClass,
    ObjectSize: sizeBytes,
  };
}
