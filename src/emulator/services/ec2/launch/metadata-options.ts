import type { QueryParams } from "../../../../wire/index.ts";
import type { ImageRecord } from "../../../state/images.ts";
import type { MetadataOptions } from "../../../state/instances.ts";
import { ec2Errors } from "../errors.ts";

const MAX_HOPS = 64;

/** @throws AwsError `InvalidParameterValue` where an option has a value that it cannot have. */
export function readMetadataOptions(params: QueryParams): Partial<MetadataOptions> {
  const hopLimit = params.integer("HttpPutResponseHopLimit");
  if (hopLimit !== undefined && (hopLimit < 1 || hopLimit > MAX_HOPS)) {
    throw ec2Errors.invalidValue(String(hopLimit), "HttpPutResponseHopLimit", `It must be between 1 and ${MAX_HOPS}.`);
  }
  const httpTokens = choice(params, "HttpTokens", ["optional", "required"]);
  const httpEndpoint = choice(params, "HttpEndpoint", ["enabled", "disabled"]);
  const instanceMetadataTags = choice(params, "InstanceMetadataTags", ["enabled", "disabled"]);
  return {
    ...(httpTokens === undefined ? {} : { httpTokens }),
    ...(httpEndpoint === undefined ? {} : { httpEndpoint }),
    ...(hopLimit === undefined ? {} : { httpPutResponseHopLimit: hopLimit }),
    ...(instanceMetadataTags === undefined ? {} : { instanceMetadataTags }),
  };
}

/** The options of a new instance: as asked for, else as the image has them, else EC2's oldest defaults. */
export function launchMetadataOptions(asked: Partial<MetadataOptions>, image: ImageRecord): MetadataOptions {
  return {
    httpTokens: image.requiresTokens ? "required" : "optional",
    httpEndpoint: "enabled",
    httpPutResponseHopLimit: image.requiresTokens ? 2 : 1,
    instanceMetadataTags: "disabled",
    ...asked,
  };
}

function choice<Value extends string>(params: QueryParams, name: string, values: readonly Value[]): Value | undefined {
  const text = params.string(name);
  if (text === undefined) return undefined;
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) throw ec2Errors.invalidValue(text, name, `It must be one of ${values.join(", ")}.`);
  return value;
}
