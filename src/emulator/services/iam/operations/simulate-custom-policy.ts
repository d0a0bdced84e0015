import { type Operation, operation } from "../../../pipeline/service.ts";
import { iamParams } from "../parameters.ts";
import { onAll } from "../requirements.ts";
import { callerNeeded, wildcardAction } from "../simulation/errors.ts";
import { ANY_COUNT, checkedInput, DOCUMENT_RULE, readSimulation } from "../simulation/simulation-input.ts";
import { simulationAnswer } from "../simulation/simulation-results.ts";
import { inputPolicies } from "../simulation/source-policies.ts";

/** Tells what the policies of the request would allow. */
export const simulateCustomPolicy: Operation = operation({
  name: "SimulateCustomPolicy",
  errors: ["InvalidInput", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const raw = readSimulation(params, true);
    const organization = params
      .structs("OrderedOrganizationPolicyInputList", { maxCount: 7 })
      .map((level) => level.texts("ServiceControlPolicyInputList", { ...DOCUMENT_RULE, ...ANY_COUNT }));
    params.check();
    const input = checkedInput(raw);
    const wildcard = input.actions.find((action) => /[*?]/.test(action));
    if (wildcard !== undefined) throw wildcardAction(wildcard);
    if (input.resourcePolicy !== undefined && input.caller === undefined) throw callerNeeded();
    return { input, organization };
  },
  authorise: (_input, context) => [onAll({ operation: "SimulateCustomPolicy", context })],
  run({ input, organization }, context) {
    const { state } = context;
    const levels = organization.map((documents, i) => {
      const list = `OrderedOrganizationPolicyInputList.${i + 1}.ServiceControlPolicyInputList`;
      return inputPolicies(state, documents, { list, kind: "scp" });
    });
    const sources = {
      identity: inputPolicies(state, input.policies, { list: "PolicyInputList" }),
      organization: levels.length === 0 ? undefined : levels,
    };
    return simulationAnswer(input, sources, context);
  },
});
