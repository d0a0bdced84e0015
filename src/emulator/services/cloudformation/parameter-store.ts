import type { OperationContext } from "../../pipeline/service.ts";
import { findVersion, parameterArn, readReference } from "../../state/parameters.ts";
import type { ParameterStore } from "./template/parameters.ts";

/** Parameters of Systems Manager, looked up with the caller's rights, as CloudFormation does. */
export function parameterStore(context: OperationContext): ParameterStore {
  const { store, region } = context.state;
  const { accountId } = context.caller;
  return (names) => {
    const references = [...new Set(names)].map((name) => ({ name, reference: readReference(name) }));
    for (const { reference } of references) {
      context.require({
        action: "ssm:GetParameters",
        resource: parameterArn({ region, accountId: reference.accountId ?? accountId }, reference.key),
        resourceAccountId: reference.accountId ?? accountId,
      });
    }
    return new Map(
      references.flatMap(({ name, reference }) => {
        const version = findVersion({ reader: store, accountId, region }, reference);
        // A parameter of a template is shown to everybody who may describe the stack: never a secret.
        return version === undefined || version.type === "SecureString" ? [] : [[name, version.value] as const];
      }),
    );
  };
}
