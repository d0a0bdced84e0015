import { dnsSuffixOf, partitionOfRegion } from "../../../../core/index.ts";
import { type Evaluated, NO_VALUE } from "./intrinsics/intrinsic.ts";

/** The stack that a template is worked out for. */
export interface StackIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly stackId: string;
  readonly stackName: string;
}

/** Names that every template can refer to ("Pseudo parameters reference"). */
const PSEUDO_PARAMETERS: ReadonlyMap<string, (stack: StackIdentity) => Evaluated> = new Map([
  ["AWS::AccountId", ({ accountId }: StackIdentity): Evaluated => accountId],
  ["AWS::NoValue", (): Evaluated => NO_VALUE],
  // No stack here has notification topics: CreateStack refuses them.
  ["AWS::NotificationARNs", (): Evaluated => []],
  ["AWS::Partition", ({ region }: StackIdentity): Evaluated => partitionOfRegion(region)],
  ["AWS::Region", ({ region }: StackIdentity): Evaluated => region],
  ["AWS::StackId", ({ stackId }: StackIdentity): Evaluated => stackId],
  ["AWS::StackName", ({ stackName }: StackIdentity): Evaluated => stackName],
  ["AWS::URLSuffix", ({ region }: StackIdentity): Evaluated => dnsSuffixOf(region)],
]);

export function isPseudoParameter(name: string): boolean {
  return PSEUDO_PARAMETERS.has(name);
}

/** A pseudo parameter's value, or `undefined` where there is none of that name. */
export function pseudoParameter(name: string, stack: StackIdentity): Evaluated | undefined {
  return PSEUDO_PARAMETERS.get(name)?.(stack);
}
