import type { XmlObject } from "../../../wire/index.ts";
import { requiredCapabilities } from "./capabilities.ts";
import type { Template } from "./template/model.ts";

/** What ValidateTemplate and GetTemplateSummary both tell of a template. */
export function templateFacts(template: Template): XmlObject {
  const { capabilities, types } = requiredCapabilities(template);
  return {
    Description: template.description,
    Capabilities: capabilities,
    CapabilitiesReason:
      types.length === 0 ? undefined : `The following resource(s) require capabilities: [${types.join(", ")}]`,
    DeclaredTransforms: template.transforms,
  };
}
