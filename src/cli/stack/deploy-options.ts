import type { AwsService } from "../client-settings.ts";
import type { StackEvent } from "./events.ts";

/** What CloudFormation does with what it has made when a new stack, or a change of one, fails. */
export type FailureAction = "rollback" | "delete" | "do-nothing";

/** What to deploy, where, and who wants to hear of it. */
export interface DeployStackOptions extends AwsService {
  readonly stackName: string;
  /** The template as JSON or YAML text. */
  readonly templateBody: string;
  /** Default: none. Those of an existing stack that are not named here keep their values. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: none; an existing stack keeps its own. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What the template may do, such as `CAPABILITY_NAMED_IAM`. Default: nothing special. */
  readonly capabilities?: readonly string[];
  /** The role that CloudFormation assumes for what it does. Default: it acts as the caller. */
  readonly roleArn?: string | undefined;
  /** Default: `rollback`. */
  readonly onFailure?: FailureAction | undefined;
  /** Told of every event of the stack, the oldest first. Default: nobody. */
  readonly onEvent?: (event: StackEvent) => void;
  /** Told what an existing stack's deployment will change. Default: nobody. */
  readonly onChanges?: (changes: readonly StackChange[]) => void;
  /** Ends the waiting; what CloudFormation has begun goes on. */
  readonly signal?: AbortSignal;
}

/** What a change set will do to one resource. */
export interface StackChange {
  /** `Add`, `Modify`, `Remove`, … as CloudFormation names it. */
  readonly action: string;
  readonly logicalId: string;
  /** Empty where the resource has none yet. */
  readonly physicalId: string;
  /** `AWS::S3::Bucket`. */
  readonly resourceType: string;
  /** Whether the resource is replaced by a new one: `True`, `False`, `Conditional`. */
  readonly replacement: string | undefined;
}

/** A resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  /** `AWS::S3::Bucket`. */
  readonly type: string;
}

/** A stack that stands. */
export interface DeployedStack {
  readonly stackId: string;
  /** What the deployment did: made the stack, changed it, or found nothing to change. */
  readonly outcome: "created" | "updated" | "unchanged";
  /** Those that the deployment made, in the order in which they were completed. */
  readonly resources: readonly StackResource[];
  readonly outputs: Readonly<Record<string, string>>;
}
