import { AwsError } from "../../../../wire/index.ts";
import type { InternalCall } from "../../../pipeline/service.ts";
import { CallRefusedError, isGone } from "../resources/refusals.ts";
import type { Template } from "../template/model.ts";
import { type ExistingKind, parameterType } from "../template/parameter-types.ts";
import { parameterEntries } from "../template/parameters.ts";
import type { EngineContext } from "./engine-context.ts";
import { failureReason } from "./failure-reason.ts";

const DESCRIBE: Readonly<Record<ExistingKind, (value: string) => InternalCall>> = {
  "key-pair": (name) => ({ service: "ec2", operation: "DescribeKeyPairs", input: { KeyName: [name] } }),
  "security-group-id": (id) => ({ service: "ec2", operation: "DescribeSecurityGroups", input: { GroupId: [id] } }),
  "security-group-name": (name) => ({
    service: "ec2",
    operation: "DescribeSecurityGroups",
    input: { GroupName: [name] },
  }),
  instance: (id) => ({ service: "ec2", operation: "DescribeInstances", input: { InstanceId: [id] } }),
};

/**
 * Looks whether parameters that must name something existing do. CloudFormation asks with the caller's rights, and only
 * when it begins with the stack.
 *
 * @returns why the stack cannot be made, or `undefined`.
 */
export async function checkExistingValues(template: Template, engine: EngineContext): Promise<string | undefined> {
  for (const parameter of engine.stack.parameters) {
    const definition = template.parameters.get(parameter.key);
    const kind = parameterType(definition?.type ?? "")?.existing;
    if (definition === undefined || kind === undefined) continue;
    for (const value of parameterEntries(definition, parameter.value)) {
      const refusal = value === "" ? "missing" : await checkExisting(DESCRIBE[kind](value), engine);
      if (refusal === "missing") {
        return `Parameter validation failed: parameter value ${value} for parameter name ${parameter.key} does not exist.`;
      }
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

async function checkExisting(call: InternalCall, engine: EngineContext): Promise<string | undefined> {
  try {
    await engine.invoke(call);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const refused = new CallRefusedError(call, error);
    // A value that has not even the form of an id names nothing either.
    return isGone(refused) || error.code.endsWith(".Malformed") ? "missing" : failureReason(refused, engine);
  }
}
