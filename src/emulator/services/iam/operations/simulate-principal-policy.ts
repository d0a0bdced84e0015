import { queryParams } from "../../../pipeline/query-service.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { notImplementedParameter } from "../errors.ts";
import { iamParams } from "../parameters.ts";
import { onEntityArn, readEntityArn } from "../simulation/entity-arn.ts";
import { checkedInput, readSimulation } from "../simulation/simulation-input.ts";
import { simulationAnswer } from "../simulation/simulation-results.ts";
import { inputPolicies, principalPolicies } from "../simulation/source-policies.ts";

/** Tells what a user, group or role may do, with further policies where the request brings some. */
export const simulatePrincipalPolicy: Operation = operation({
  name: "SimulatePrincipalPolicy",
  errors: ["InvalidInput", "NoSuchEntity", "ValidationError"],
  parse(request) {
    if (queryParams(request).has("PolicyExclusionList")) {
      throw notImplementedParameter("SimulatePrincipalPolicy", "PolicyExclusionList");
    }
    const params = iamParams(request);
    const sourceArn = params.requiredText("PolicySourceArn", { min: 20, max: 2048 });
    const raw = readSimulation(params, false);
    params.check();
    return { entity: readEntityArn(sourceArn), input: checkedInput(raw) };
  },
  authorise: ({ entity }, context) => [onEntityArn(entity, { operation: "SimulatePrincipalPolicy", context })],
  run({ entity, input }, context) {
    const { state, caller } = context;
    const { identity, boundary } = principalPolicies(state, caller.accountId, entity);
    const added = inputPolicies(state, input.policies, { list: "PolicyInputList" });
    return simulationAnswer(input, { identity: [...identity, ...added], boundary, entity }, context);
  },
});
