import type { QueryParams } from "../../../wire/index.ts";
import { queryParams } from "../../pipeline/query-service.ts";
import { type Operation, type OperationContext, operation, type Requirement } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import { settleInterrupted } from "./engine/interrupted.ts";
import { passRole } from "./stack-role.ts";
import { findStack, stackArn } from "./stacks.ts";

export interface StackOperationDefinition<Input> {
  readonly name: string;
  readonly errors: readonly string[];
  /** Checks what AWS checks before it asks whether the caller may. Throws AwsError. */
  parse(params: QueryParams): Input;
  /** The stack that the caller must be allowed to work on, by name or id; `undefined` where the action has none. */
  stack(input: Input, context: OperationContext): string | undefined;
  /** Tags that are asked for, which policies can have conditions on. Default: none. */
  requestTags?(input: Input): readonly Tag[];
  /** The role that is passed to CloudFormation. Default: none. */
  roleArn?(input: Input): string | undefined;
  /** Condition keys of this action alone; those without value are left out. Default: none. */
  contextKeys?(input: Input): Requirement["context"];
  run(input: Input, context: OperationContext): unknown;
}

/** An operation of CloudFormation: one action of the same name, on one stack or on none. */
export function stackOperation<Input>(definition: StackOperationDefinition<Input>): Operation {
  const { name, errors } = definition;
  return operation<Input>({
    name,
    errors,
    parse: (request) => definition.parse(queryParams(request)),
    authorise(input, context) {
      const roleArn = definition.roleArn?.(input);
      const stack = stackResource(definition.stack(input, context), context, definition.requestTags?.(input) ?? []);
      const keys = { "cloudformation:RoleArn": roleArn, ...definition.contextKeys?.(input) };
      return [
        {
          action: `cloudformation:${name}`,
          resourceAccountId: context.caller.accountId,
          resource: stack.resource,
          context: { ...stack.context, ...keys },
        },
        ...(roleArn === undefined ? [] : [passRole(roleArn, context)]),
      ];
    },
    async run(input, context) {
      await settleInterrupted(context.state, context.caller.accountId);
      return definition.run(input, context);
    },
  });
}

/** The stack's ARN and its context keys. A stack that does not exist stands for all that may come to have its name. */
function stackResource(
  nameOrId: string | undefined,
  { state, caller }: OperationContext,
  requestTags: readonly Tag[],
): Pick<Requirement, "resource" | "context"> {
  const keys = {
    ...tagKeys("aws:RequestTag", requestTags),
    "aws:TagKeys": requestTags.length === 0 ? undefined : requestTags.map(({ key }) => key),
  };
  if (nameOrId === undefined) return { resource: "*", context: keys };
  const stack = findStack(state.store, caller.accountId, nameOrId);
  if (stack !== undefined) {
    return { resource: stack.stackId, context: { ...keys, ...tagKeys("aws:ResourceTag", stack.tags) } };
  }
  const isId = nameOrId.startsWith("arn:");
  return { resource: isId ? nameOrId : stackArn(state.region, caller.accountId, `${nameOrId}/*`), context: keys };
}

function tagKeys(prefix: string, tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ key, value }) => [`${prefix}/${key}`, value]));
}
