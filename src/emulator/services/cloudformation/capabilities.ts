import { insufficientCapabilities } from "./errors.ts";
import { RESOURCE_TYPES } from "./resources/index.ts";
import type { Template } from "./template/model.ts";

export type Capability = "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | "CAPABILITY_AUTO_EXPAND";

export const CAPABILITIES: readonly Capability[] = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "CAPABILITY_NAMED_IAM"];

/** What a template's user must acknowledge, and which types of resource are the reason. */
export interface RequiredCapabilities {
  readonly capabilities: readonly Capability[];
  readonly types: readonly string[];
}

/** Capabilities that a template requires, whatever its conditions are. */
export function requiredCapabilities(template: Template): RequiredCapabilities {
  const resources = [...template.resources.values()].filter(({ type }) => RESOURCE_TYPES.get(type)?.requiresIam);
  const isNamed = resources.some(({ type, properties }) => {
    const nameProperty = RESOURCE_TYPES.get(type)?.nameProperty;
    return nameProperty !== undefined && properties[nameProperty] !== undefined;
  });
  const capabilities: Capability[] = [];
  if (resources.length > 0) capabilities.push(isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
  if (template.transforms.length > 0) capabilities.push("CAPABILITY_AUTO_EXPAND");
  return { capabilities, types: [...new Set(resources.map(({ type }) => type))] };
}

/**
 * Refuses a template whose capabilities were not acknowledged. Whoever acknowledges named IAM resources acknowledges
 * unnamed ones too.
 *
 * @throws AwsError `InsufficientCapabilitiesException`.
 */
export function checkCapabilities(
  template: Template,
  acknowledged: readonly string[],
  { expanding }: { expanding: boolean },
): void {
  for (const capability of requiredCapabilities(template).capabilities) {
    // A change set shows what a macro has made before anything comes of it.
    if (capability === "CAPABILITY_AUTO_EXPAND" && !expanding) continue;
    const suffices = capability === "CAPABILITY_IAM" && acknowledged.includes("CAPABILITY_NAMED_IAM");
    if (!suffices && !acknowledged.includes(capability)) throw insufficientCapabilities(capability);
  }
}
