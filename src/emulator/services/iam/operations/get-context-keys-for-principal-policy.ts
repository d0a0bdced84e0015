import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { iamParams } from "../parameters.ts";
import { contextKeysElement } from "../simulation/context-keys.ts";
import { onEntityArn, readEntityArn } from "../simulation/entity-arn.ts";
import { ANY_COUNT, DOCUMENT_RULE } from "../simulation/simulation-input.ts";
import { inputPolicies, principalPolicies } from "../simulation/source-policies.ts";

/** Lists the context keys that the policies of a user, group or role ask for, and those of the request. */
export const getContextKeysForPrincipalPolicy: Operation = operation({
  name: "GetContextKeysForPrincipalPolicy",
  errors: ["InvalidInput", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const sourceArn = params.requiredText("PolicySourceArn", { min: 20, max: 2048 });
    const documents = params.texts("PolicyInputList", { ...DOCUMENT_RULE, ...ANY_COUNT });
    params.check();
    return { entity: readEntityArn(sourceArn), documents };
  },
  authorise: ({ entity }, context) => [onEntityArn(entity, { operation: "GetContextKeysForPrincipalPolicy", context })],
  run({ entity, documents }, { state, caller }) {
    const { identity } = principalPolicies(state, caller.accountId, entity);
    const added = inputPolicies(state, documents, { list: "PolicyInputList" });
    return contextKeysElement([...identity, ...added]) satisfies XmlObject;
  },
});
