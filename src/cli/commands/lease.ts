import { KeyleaseError, parseDurationSeconds } from "../../core/index.ts";
import {
  createLease,
  DEFAULT_ACTIONS,
  type LeaseFormat,
  type LeaseOptions,
  parseScope,
  planLease,
  type Scope,
  writeLease,
} from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { describeCaller, describeLease } from "../lease-notes.ts";
import { writePrivateFile } from "../private-file.ts";

/** What `keylease lease` is told. */
export interface LeaseInput {
  /** `s3://BUCKET/KEY`. */
  readonly scope: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Name of a federated user. */
  readonly federate?: string;
  /** Words such as `acl`, or several of them divided by commas. */
  readonly allow?: readonly string[];
  /** Such as `15m`. */
  readonly duration: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly format: LeaseFormat;
  readonly json?: boolean;
  /** Path of a file to write to. */
  readonly output?: string;
  readonly dryRun?: boolean;
  readonly verbose?: boolean;
}

/** Takes a lease and prints it. */
export async function run(input: LeaseInput, context: CommandContext): Promise<undefined> {
  const scope = parseScope(input.scope, [...DEFAULT_ACTIONS, ...wordsOf(input.allow ?? [])]);
  const options = optionsOf(input, context);
  if (input.dryRun) {
    showPlan(input, { scope, options }, context);
    return;
  }
  const lease = await createLease(scope, options);
  if (input.verbose) context.output.note(describeLease(lease, new Date()));
  const text = writeLease(lease, input.json ? "json" : input.format);
  if (input.output === undefined) {
    context.output.line(text);
    return;
  }
  await writePrivateFile(input.output, `${text}\n`);
  context.output.note(
    `wrote lease ${lease.id} to ${input.output}; it expires at ${lease.credentials.expiration.toISOString()}`,
  );
}

function optionsOf(input: LeaseInput, { environment, output, signal }: CommandContext): LeaseOptions {
  const settings = {
    durationSeconds: parseDurationSeconds(input.duration),
    ...(input.region === undefined ? {} : { region: input.region }),
    ...(input.endpointUrl === undefined ? {} : { endpointUrl: input.endpointUrl }),
    environment,
    signal,
    onCaller: (source: string): void => {
      if (input.verbose) output.note(describeCaller(source));
    },
  };
  if (input.federate !== undefined) return { ...settings, federatedName: input.federate };
  const { roleArn, externalId } = input;
  if (roleArn !== undefined) return { ...settings, roleArn, ...(externalId === undefined ? {} : { externalId }) };
  throw new KeyleaseError("ArgumentInvalid", "no role was given", {
    hint: "Give --role-arn, or --federate to use an IAM user's key without a role.",
  });
}

function showPlan(
  input: LeaseInput,
  { scope, options }: { readonly scope: Scope; readonly options: LeaseOptions },
  { output }: CommandContext,
): void {
  const { region, durationSeconds, sessions } = planLease(scope, options);
  if (input.json) {
    output.json({ scope, region, durationSeconds, sessions });
    return;
  }
  for (const { policy } of sessions) {
    output.line(JSON.stringify(JSON.parse(policy), null, 2));
    output.note(`the session policy has ${policy.length} characters; nobody was called`);
  }
}

function wordsOf(allow: readonly string[]): readonly string[] {
  return allow.flatMap((words) => words.split(",")).map((word) => word.trim());
}
