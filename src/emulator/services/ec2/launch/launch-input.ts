import type { QueryParams } from "../../../../wire/index.ts";
import type { Tag } from "../../../state/identities.ts";
import type { MetadataOptions } from "../../../state/instances.ts";
import { required } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { checkIds } from "../ids.ts";
import { readTagSpecifications } from "../tags.ts";
import { readMetadataOptions } from "./metadata-options.ts";

/** How a launch names its instance profile. */
export type ProfileChoice = { readonly name: string } | { readonly arn: string };

/** How a launch names its image: by its id, or by the SSM parameter that holds the id, with an ARN or a selector or without. */
export type ImageChoice = { readonly imageId: string } | { readonly parameter: string };

/** What RunInstances was asked for, validated as far as that needs no state. */
export interface LaunchInput {
  readonly image: ImageChoice;
  readonly instanceType: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly keyName: string | undefined;
  readonly groupNames: readonly string[];
  readonly groupIds: readonly string[];
  readonly subnetId: string | undefined;
  readonly availabilityZone: string | undefined;
  readonly profile: ProfileChoice | undefined;
  /** Base64 of the raw bytes, without line breaks. */
  readonly userData: string | undefined;
  readonly terminationProtected: boolean;
  readonly metadataOptions: Partial<MetadataOptions>;
  readonly tags: readonly Tag[];
  readonly clientToken: string | undefined;
}

/** EC2's default, from its first days. No image of today runs on it. */
const DEFAULT_TYPE = "m1.small";
const MAX_USER_DATA_BYTES = 16_384;
const MAX_CLIENT_TOKEN = 64;
const SSM_PREFIX = "resolve:ssm:";

/** Parameters that change what is launched in ways that the emulator does not have. */
const NOT_EMULATED = [
  "CapacityReservationSpecification",
  "EnclaveOptions",
  "HibernationOptions",
  "InstanceMarketOptions",
  "LaunchTemplate",
  "NetworkInterface",
];

const TAGGABLE = ["instance", "volume", "network-interface"];

/** @throws AwsError where a parameter is missing, not valid, or asks for what the emulator does not have. */
export function readLaunchInput(params: QueryParams): LaunchInput {
  const unknown = NOT_EMULATED.find((name) => params.has(name));
  if (unknown !== undefined) throw ec2Errors.notEmulated("RunInstances", unknown);
  return {
    image: readImage(required(params, "ImageId")),
    instanceType: params.string("InstanceType") ?? DEFAULT_TYPE,
    ...readCounts(params),
    keyName: params.string("KeyName"),
    ...readPlacement(params),
    profile: readProfile(params.struct("IamInstanceProfile")),
    userData: readUserData(params.string("UserData")),
    terminationProtected: params.boolean("DisableApiTermination") ?? false,
    metadataOptions: readMetadataOptions(params.struct("MetadataOptions")),
    tags: readTagSpecifications(params, "instance", TAGGABLE),
    clientToken: readClientToken(params.string("ClientToken")),
  };
}

function readImage(text: string): ImageChoice {
  if (text.startsWith(SSM_PREFIX)) return { parameter: text.slice(SSM_PREFIX.length) };
  checkIds([text], "ami", "InvalidAMIID.Malformed");
  return { imageId: text };
}

function readCounts(params: QueryParams): Pick<LaunchInput, "minCount" | "maxCount"> {
  required(params, "MinCount");
  required(params, "MaxCount");
  const [minCount = 0, maxCount = 0] = [params.integer("MinCount"), params.integer("MaxCount")];
  if (minCount < 1) throw ec2Errors.invalidValue(String(minCount), "minCount", "Minimum is 1.");
  if (maxCount < minCount) {
    throw ec2Errors.invalidValue(String(maxCount), "maxCount", "It must not be less than minCount.");
  }
  return { minCount, maxCount };
}

function readPlacement(
  params: QueryParams,
): Pick<LaunchInput, "groupNames" | "groupIds" | "subnetId" | "availabilityZone"> {
  const groupNames = params.list("SecurityGroup");
  const groupIds = params.list("SecurityGroupId");
  const subnetId = params.string("SubnetId");
  checkIds(groupIds, "sg", "InvalidGroupId.Malformed");
  if (subnetId !== undefined) {
    checkIds([subnetId], "subnet", "InvalidSubnetID.Malformed");
    if (groupNames.length > 0) {
      throw ec2Errors.combination("The parameter groupName cannot be used with the parameter subnet");
    }
  }
  return { groupNames, groupIds, subnetId, availabilityZone: params.struct("Placement").string("AvailabilityZone") };
}

/** @throws AwsError `InvalidParameterCombination` where a profile is named twice. */
export function readProfile(params: QueryParams): ProfileChoice | undefined {
  const [name, arn] = [params.string("Name"), params.string("Arn")];
  if (name !== undefined && arn !== undefined) {
    throw ec2Errors.combination(
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  }
  if (name !== undefined) return { name };
  return arn === undefined ? undefined : { arn };
}

/**
 * Base64 as it is kept, without line breaks; `undefined` where there is none.
 *
 * @throws AwsError `InvalidUserData.Malformed`, `InvalidParameterValue` over 16 KiB.
 */
export function readUserData(text: string | undefined): string | undefined {
  const packed = text?.replace(/\s/g, "") ?? "";
  if (packed === "") return undefined;
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) {
    throw ec2Errors.coded("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
  }
  if (Buffer.from(packed, "base64").length > MAX_USER_DATA_BYTES) {
    throw ec2Errors.invalid(`User data is limited to ${MAX_USER_DATA_BYTES} bytes`);
  }
  return packed;
}

function readClientToken(token: string | undefined): string | undefined {
  if (token === undefined || token === "") return undefined;
  if (token.length <= MAX_CLIENT_TOKEN && /^[\x20-\x7e]+$/.test(token)) return token;
  throw ec2Errors.invalidValue(token, "clientToken", "It must be at most 64 ASCII characters.");
}
