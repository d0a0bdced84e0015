import type { Operation } from "../../../pipeline/service.ts";
import { findImage, type ImageRecord, listImages } from "../../../state/images.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface ImageItem {
  readonly imageId: string;
  readonly imageLocation: string;
  readonly imageState: "available";
  readonly imageOwnerId: string;
  readonly imageOwnerAlias?: string;
  readonly creationDate: string;
  readonly isPublic: true;
  readonly architecture: string;
  readonly imageType: "machine";
  readonly name: string;
  readonly description: string;
  readonly rootDeviceType: "ebs";
  readonly rootDeviceName: string;
  readonly virtualizationType: "hvm" | "paravirtual";
  readonly hypervisor: "xen";
  readonly enaSupport: true;
  readonly platformDetails: "Linux/UNIX";
  readonly imdsSupport?: "v2.0";
}

export interface DescribeImagesResult {
  readonly imagesSet: readonly ImageItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<ImageRecord & { readonly tags: readonly [] }> = {
  architecture: ({ architecture }) => [architecture],
  "image-id": ({ imageId }) => [imageId],
  "image-type": () => ["machine"],
  "is-public": () => ["true"],
  name: ({ name }) => [name],
  "owner-alias": ({ ownerAlias }) => [ownerAlias],
  "owner-id": ({ ownerId }) => [ownerId],
  "root-device-type": () => ["ebs"],
  state: () => ["available"],
  "virtualization-type": ({ virtualizationType = "hvm" }) => [virtualizationType],
};

/** Shows the images that instances can be launched from. */
export const describeImages: Operation = ec2Operation({
  name: "DescribeImages",
  errors: [
    "InvalidAMIID.Malformed",
    "InvalidAMIID.NotFound",
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
  ],
  parse(params) {
    const imageIds = params.list("ImageId");
    checkIds(imageIds, "ami", "InvalidAMIID.Malformed");
    const page = readPageRequest(params, { least: 1, ids: { parameter: "ImageId", shown: "imageIdsSet" } });
    return { imageIds, owners: params.list("Owner"), filters: readFilters(params), page };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeImages", resource: "*" })],
  run({ imageIds, owners, filters, page }, { state, caller }): DescribeImagesResult {
    const missing = imageIds.filter((id) => findImage(id, state.givenImages) === undefined);
    if (missing.length > 0) {
      const message = `The image id${missing.length === 1 ? "" : "s"} '[${missing.join(", ")}]' ${missing.length === 1 ? "does" : "do"} not exist`;
      throw ec2Errors.coded("InvalidAMIID.NotFound", message);
    }
    const chosen = listImages(state.givenImages)
      .filter((image) => imageIds.length === 0 || imageIds.includes(image.imageId))
      .filter((image) => owners.length === 0 || owners.some((owner) => isOwnedBy(image, owner, caller.accountId)))
      .map((image) => ({ ...image, tags: [] as const }));
    const { items, end } = cutPage(applyFilters(chosen, filters, FILTERS), page, ({ imageId }) => imageId);
    return { imagesSet: items.map(imageItem), ...end };
  },
});

function isOwnedBy(image: ImageRecord, owner: string, callerId: string): boolean {
  return owner === image.ownerId || owner === image.ownerAlias || (owner === "self" && image.ownerId === callerId);
}

function imageItem(image: ImageRecord): ImageItem {
  return {
    imageId: image.imageId,
    imageLocation: `${image.ownerAlias ?? image.ownerId}/${image.name}`,
    imageState: "available",
    imageOwnerId: image.ownerId,
    ...(image.ownerAlias === undefined ? {} : { imageOwnerAlias: image.ownerAlias }),
    creationDate: image.createdAt,
    isPublic: true,
    architecture: image.architecture,
    imageType: "machine",
    name: image.name,
    description: image.description,
    rootDeviceType: "ebs",
    rootDeviceName: image.rootDeviceName,
    virtualizationType: image.virtualizationType ?? "hvm",
    hypervisor: "xen",
    enaSupport: true,
    platformDetails: "Linux/UNIX",
    ...(image.requiresTokens ? { imdsSupport: "v2.0" as const } : {}),
  };
}
