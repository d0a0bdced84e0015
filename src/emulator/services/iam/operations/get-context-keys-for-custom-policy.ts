import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { iamParams } from "../parameters.ts";
import { onAll } from "../requirements.ts";
import { contextKeysElement } from "../simulation/context-keys.ts";
import { ANY_COUNT, DOCUMENT_RULE } from "../simulation/simulation-input.ts";
import { inputPolicies } from "../simulation/source-policies.ts";

/** Lists the context keys that the policies of the request ask for. */
export const getContextKeysForCustomPolicy: Operation = operation({
  name: "GetContextKeysForCustomPolicy",
  errors: ["InvalidInput", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const documents = params.requiredTexts("PolicyInputList", { ...DOCUMENT_RULE, ...ANY_COUNT });
    params.check();
    return { documents };
  },
  authorise: (_input, context) => [onAll({ operation: "GetContextKeysForCustomPolicy", context })],
  run({ documents }, { state }) {
    return contextKeysElement(inputPolicies(state, documents, { list: "PolicyInputList" })) satisfies XmlObject;
  },
});
