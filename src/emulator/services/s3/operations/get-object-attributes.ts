import type { XmlObject } from "../../../../wire/index.ts";
import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import { objectOf } from "../address.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { readMaximum } from "../listing/list-request.ts";
import { partsAfter } from "../multipart/part-list.ts";
import { checksumType, type ObjectRecord } from "../objects.ts";
import { existingObjectRequirement, type ObjectTarget, requireObject, versionHeader } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { readVersionId } from "../versioning/requested-version.ts";

/** In the order in which the answer has them. `ObjectParts` is told of objects that were uploaded in parts. */
const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;

type Attribute = (typeof ATTRIBUTES)[number];

const MAX_PARTS = 1000;
const MAX_MARKER = 2_147_483_647;

interface PartsPage {
  readonly maxParts: number;
  /** The number after which it begins. */
  readonly marker: number;
}

interface GetObjectAttributesInput extends ObjectTarget {
  /** Which parts are to be listed. */
  readonly page: PartsPage;
  readonly attributes: readonly Attribute[];
}

/** Tells of an object what was asked for, without its bytes. It needs the right to read it, and its own. */
export const getObjectAttributes: Operation = s3Operation<GetObjectAttributesInput>({
  name: "GetObjectAttributes",
  errors: ["InvalidArgument", "InvalidRequest", "NoSuchBucket", "NoSuchKey", "NoSuchVersion"],
  parse: (request) => ({
    ...objectOf(request),
    versionId: readVersionId(request),
    page: readPage(request),
    attributes: readAttributes(request),
  }),
  authorise: (target, context) => [
    existingObjectRequirement(target, "s3:GetObject", context),
    existingObjectRequirement(target, "s3:GetObjectAttributes", context),
  ],
  run(target, context) {
    const { bucket, object } = requireObject(target, context);
    const content = attributesOf(object, partsContent(object, target.page, context.state.store));
    const asked = ATTRIBUTES.filter((name) => target.attributes.includes(name));
    return xmlResponse("GetObjectAttributesResponse", Object.fromEntries(asked.map((name) => [name, content[name]])), {
      "last-modified": new Date(object.lastModified).toUTCString(),
      ...versionHeader(bucket, object),
    });
  },
});

function readPage({ head }: ServiceRequest): PartsPage {
  const [size, marker] = ["x-amz-max-parts", "x-amz-part-number-marker"] as const;
  const sent = new Map([size, marker].map((name) => [name as string, header(head, name) ?? ""]));
  return {
    maxParts: readMaximum(sent, { name: size, limit: MAX_PARTS }),
    marker: sent.get(marker) === "" ? 0 : readMaximum(sent, { name: marker, limit: MAX_MARKER }),
  };
}

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

/** The ETag stands here without quotes, and a checksum of parts without their number; nowhere else does S3 write them so. */
function attributesOf(object: ObjectRecord, parts: XmlObject | undefined): XmlObject {
  const { etag, checksum, storageClass, sizeBytes } = object;
  const value = checksum.value.replace(/-\d+$/, "");
  return {
    ETag: etag,
    Checksum: { [`Checksum${checksum.algorithm}`]: value, ChecksumType: checksumType(object) },
    ObjectParts: parts,
    StorageClass: storageClass,
    ObjectSize: sizeBytes,
  };
}

/**
 * The parts of an object that was uploaded in parts. S3 lists them only where the object's checksum is made of theirs, and
 * else tells how many there are.
 */
function partsContent(
  object: ObjectRecord,
  { maxParts, marker }: PartsPage,
  reader: StoreReader,
): XmlObject | undefined {
  const { content, checksum } = object;
  if (content.form !== "parts") return undefined;
  if (checksumType(object) === "FULL_OBJECT") return { PartsCount: content.count };
  const listed: XmlObject[] = [];
  let last = marker;
  let isTruncated = false;
  for (const { number, sizeBytes, checksum: value } of partsAfter(reader, content, marker)) {
    isTruncated = listed.length === maxParts;
    if (isTruncated) break;
    listed.push({ PartNumber: number, Size: sizeBytes, [`Checksum${checksum.algorithm}`]: value });
    last = number;
  }
  return {
    IsTruncated: isTruncated,
    MaxParts: maxParts,
    NextPartNumberMarker: listed.length === 0 ? 0 : last,
    PartNumberMarker: marker,
    Part: listed,
    PartsCount: content.count,
  };
}
