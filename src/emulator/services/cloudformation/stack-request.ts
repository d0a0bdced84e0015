import type { QueryParams } from "../../../wire/index.ts";
import type { Tag } from "../../state/identities.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { constraintError } from "./errors.ts";
import * as read from "./parameters.ts";
import { readRoleArn } from "./stack-role.ts";
import type { GivenParameter } from "./template/parameters.ts";
import { readTemplateSource, type TemplateSource } from "./template-source.ts";

/** What every call says that wants a stack to be as a template tells. */
export interface StackRequest {
  readonly template: TemplateSource;
  readonly parameters: readonly GivenParameter[];
  readonly capabilities: readonly string[];
  /** Whether macros are run at once, and not shown before. Default: true. */
  readonly expands?: boolean;
  /** Absent where the call says nothing of tags. */
  readonly tags: readonly Tag[] | undefined;
  readonly clientRequestToken: string | undefined;
  /** Absent where the stack is worked on with the caller's rights, or with those of the role that it has. */
  readonly roleArn: string | undefined;
}

/** Parameters that change what happens, and that this emulator does not act on. */
const NOT_EMULATED = [
  "NotificationARNs",
  "ResourceTypes",
  "RollbackConfiguration.MonitoringTimeInMinutes",
  "RollbackConfiguration.RollbackTriggers",
  "StackPolicyBody",
  "StackPolicyURL",
];

export function readStackRequest(params: QueryParams): StackRequest {
  read.refuseParameters(params, NOT_EMULATED);
  return {
    template: readTemplateSource(params),
    parameters: params.structList("Parameters").map((parameter) => ({
      key: read.required(parameter, "ParameterKey"),
      value: parameter.boolean("UsePreviousValue") === true ? undefined : (parameter.string("ParameterValue") ?? ""),
    })),
    capabilities: readCapabilities(params),
    tags: params.has("Tags") ? read.tags(params) : undefined,
    clientRequestToken: read.clientRequestToken(params),
    roleArn: readRoleArn(params),
  };
}

/** Condition keys of the actions that take such a request. */
export function requestKeys({ template }: Pick<StackRequest, "template">): Record<string, string | undefined> {
  return { "cloudformation:TemplateUrl": "url" in template ? template.url : undefined };
}

function readCapabilities(params: QueryParams): readonly string[] {
  const capabilities = params.list("Capabilities");
  const unknown = capabilities.find((capability) => !CAPABILITIES.some((known) => known === capability));
  if (unknown !== undefined) {
    const set = `[Member must satisfy enum value set: [${CAPABILITIES.join(", ")}]]`;
    throw constraintError("capabilities", `[${capabilities.join(", ")}]`, `Member must satisfy constraint: ${set}`);
  }
  return capabilities;
}
