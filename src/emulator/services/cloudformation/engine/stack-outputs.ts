import { AwsError } from "../../../../wire/index.ts";
import { listExports } from "../exports.ts";
import type { StackOutput } from "../stacks.ts";
import { evaluate } from "../template/functions.ts";
import type { OutputDefinition } from "../template/model.ts";
import type { StackPlan } from "../template/plan.ts";
import type { TemplateScope } from "../template/scope.ts";
import { scalarText, type TemplateValue } from "../template/value.ts";
import type { EngineContext } from "./engine-context.ts";

/** A stack's outputs, or why it cannot have them. */
export function stackOutputs(
  plan: StackPlan,
  scope: TemplateScope,
  engine: EngineContext,
): { outputs: readonly StackOutput[] } | { refusal: string } {
  const planned = plannedOutputs(plan, scope);
  if ("refusal" in planned) return planned;
  const taken = planned.outputs
    .map(({ exportName }) => exportOwner(exportName, engine))
    .find((owner) => owner !== undefined);
  return taken === undefined ? planned : { refusal: taken };
}

/** The outputs that a template comes to, or why it cannot. */
export function plannedOutputs(
  plan: StackPlan,
  scope: TemplateScope,
): { outputs: readonly StackOutput[] } | { refusal: string } {
  try {
    return { outputs: plan.outputs.map((output) => stackOutput(output, scope)) };
  } catch (error) {
    if (error instanceof AwsError) return { refusal: `${error.message}.` };
    throw error;
  }
}

function stackOutput(output: OutputDefinition, scope: TemplateScope): StackOutput {
  const { name, description, exportName } = output;
  return {
    key: name,
    value: text(output.value, `/Outputs/${name}/Value`, scope),
    ...(description === undefined ? {} : { description }),
    ...(exportName === undefined ? {} : { exportName: text(exportName, `/Outputs/${name}/Export/Name`, scope) }),
  };
}

function text(value: TemplateValue, path: string, scope: TemplateScope): string {
  const evaluated = evaluate(value, scope);
  const found = typeof evaluated === "symbol" ? undefined : scalarText(evaluated);
  if (found === undefined) {
    throw new AwsError("ValidationError", `Template format error: Output ${path} is not a string`, { status: 400 });
  }
  return found;
}

/** Exports are known by their names in the whole account. */
function exportOwner(exportName: string | undefined, { state, stack }: EngineContext): string | undefined {
  const owner = listExports(state.store, stack.accountId).find(
    (found) => found.name === exportName && found.stack.stackId !== stack.stackId,
  );
  return owner && `Export with name ${exportName} is already exported by stack ${owner.stack.stackName}.`;
}
