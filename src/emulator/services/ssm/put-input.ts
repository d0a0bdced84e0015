import { jsonParams } from "../../pipeline/constrained-json.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Tag } from "../../state/identities.ts";
import { PARAMETER_TYPES, type ParameterType } from "../../state/parameters.ts";
import { ssmErrors } from "./errors.ts";
import { DEFAULT_KEY } from "./parameter-items.ts";
import { checkNewName } from "./parameter-names.ts";
import { checkTags, readTags } from "./tags.ts";

/** What PutParameter was asked for, validated as far as that needs no state. */
export interface PutInput {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType | undefined;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly dataType: string | undefined;
  readonly tier: string | undefined;
  readonly overwrite: boolean;
  readonly tags: readonly Tag[];
}

const DATA_TYPES = ["text", "aws:ec2:image", "aws:ssm:integration"];

/** @throws AwsError where a parameter is missing, not valid, or asks for what the emulator does not have. */
export function readPutInput(request: ServiceRequest): PutInput {
  const params = jsonParams(request);
  const input = {
    name: params.requiredText("Name", { min: 1, max: 2048 }),
    value: params.requiredSecret("Value", { min: 1 }),
    type: params.text("Type", { oneOf: PARAMETER_TYPES }) as ParameterType | undefined,
    description: params.text("Description", { max: 1024 }),
    allowedPattern: params.text("AllowedPattern", { max: 1024 }),
    dataType: params.text("DataType", { max: 128 }),
    tier: params.text("Tier", { oneOf: ["Advanced", "Intelligent-Tiering", "Standard"] }),
    overwrite: params.boolean("Overwrite") ?? false,
    tags: readTags(params),
  };
  const keyId = params.text("KeyId", { min: 1, max: 256 });
  const policies = params.text("Policies", { min: 1, max: 4096 });
  params.check();
  if (policies !== undefined) throw ssmErrors.notEmulated("PutParameter", "Policies");
  if (keyId !== undefined && keyId !== DEFAULT_KEY) throw ssmErrors.notEmulated("PutParameter", `KeyId ${keyId}`);
  if (input.overwrite && params.has("Tags")) {
    throw ssmErrors.invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  checkNewName(input.name);
  checkTags(input.tags);
  if (input.dataType !== undefined && !DATA_TYPES.includes(input.dataType)) {
    throw ssmErrors.invalid(
      `The following data type is not supported: ${input.dataType} (Data type names are all lowercase.)`,
    );
  }
  return input;
}
