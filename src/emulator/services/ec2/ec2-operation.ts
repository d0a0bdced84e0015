import type { QueryParams } from "../../../wire/index.ts";
import { queryParams } from "../../pipeline/query-service.ts";
import { type Authorisation, type Operation, type OperationContext, operation } from "../../pipeline/service.ts";
import { ec2Errors } from "./errors.ts";

/** An operation of EC2. */
export interface Ec2OperationDefinition<Input, Result> {
  readonly name: string;
  readonly errors: readonly string[];
  /** Reads and validates the parameters. Throws AwsError. */
  parse(params: QueryParams): Input;
  authorise(input: Input, context: OperationContext): Authorisation;
  /** Refuses what cannot succeed in the present state; a dry run does this and no more. Default: nothing is refused. */
  validate?(input: Input, context: OperationContext): void;
  run(input: Input, context: OperationContext): Result | Promise<Result>;
}

/**
 * Makes an operation of EC2. What they have in common is `DryRun`, which every one of them takes: it is answered here,
 * so that no operation can forget it and change something.
 */
export function ec2Operation<Input, Result>(definition: Ec2OperationDefinition<Input, Result>): Operation {
  return operation({
    name: definition.name,
    errors: definition.errors,
    parse(request) {
      const params = queryParams(request);
      return { input: definition.parse(params), dryRun: params.boolean("DryRun") ?? false };
    },
    authorise: ({ input }, context) => definition.authorise(input, context),
    run({ input, dryRun }, context) {
      definition.validate?.(input, context);
      if (dryRun) throw ec2Errors.dryRun();
      return definition.run(input, context);
    },
  });
}

/** A parameter that must be there. */
export function required(params: QueryParams, name: string): string {
  const value = params.string(name);
  if (value === undefined || value === "") throw ec2Errors.missingParameter(name);
  return value;
}
