import { partitionOfRegion } from "../../../core/index.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import { publicParameter } from "../../state/images.ts";
import type { ParameterStore } from "./template/parameters.ts";

/** AWS's own parameters, which belong to no account. The emulator has no others. */
const PUBLIC_FOLDER = "/aws/service/";

/** Parameters of Systems Manager, looked up with the caller's rights, as CloudFormation does. */
export function parameterStore(context: OperationContext): ParameterStore {
  const { region } = context.state;
  const { accountId } = context.caller;
  return (names) => {
    for (const name of new Set(names)) {
      const owner = name.startsWith(PUBLIC_FOLDER) ? "" : accountId;
      context.require({
        action: "ssm:GetParameters",
        resource: `arn:${partitionOfRegion(region)}:ssm:${region}:${owner}:parameter/${name.replace(/^\//, "")}`,
        resourceAccountId: accountId,
      });
    }
    return new Map(
      names.flatMap((name) => {
        const value = publicParameter(name);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  };
}
