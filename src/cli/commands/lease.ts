import { KeyleaseError } from "../../core/index.ts";
import {
  createLeases,
  formatLease,
  type Lease,
  type LeaseFormat,
  type LeaseOptions,
  parseScope,
  planLease,
  plannedCalls,
  representableKey,
  type Scope,
  writeLease,
} from "../../lease/index.ts";
import { auditLogOf } from "../audit-log.ts";
import type { CommandContext } from "../context.ts";
import { describeLease } from "../lease-notes.ts";
import { leaseOptionsOf, type MintingInput } from "../minting.ts";
import type { Output } from "../output.ts";
import { writePrivateFile } from "../private-file.ts";
import { type ScopeInput, scopeLimitsOf } from "../scope-input.ts";
import { giveTicket } from "../ticket/give-ticket.ts";

/** What `keylease lease` is told. */
export interface LeaseInput extends MintingInput, ScopeInput {
  /** `s3://BUCKET/KEY`, or several, or `s3://BUCKET/PREFIX/`. */
  readonly scope: readonly string[];
  /** Whether keys that cannot be leased are replaced by some that can. */
  readonly safeKey?: boolean;
  readonly format: LeaseFormat;
  readonly json?: boolean;
  /** Path of a file to write to. */
  readonly output?: string;
  readonly dryRun?: boolean;
  /** Address of `keylease hand`, for a ticket in the place of the lease. */
  readonly ticket?: string;
  /** Such as `10m`. */
  readonly ticketTime?: string;
}

/** Takes a lease and prints it. */
export async function run(input: LeaseInput, context: CommandContext): Promise<undefined> {
  const { output } = context;
  const scope = scopeOf(input, output);
  const options = leaseOptionsOf(input, context);
  if (input.dryRun) {
    showPlan(input, { scope, options }, output);
    return;
  }
  checkFormat(input, planLease(scope, options).sessions.length);
  if (input.ticket !== undefined) {
    await giveTicket({ scope, options, url: input.ticket, time: input.ticketTime, json: input.json }, context);
    return;
  }
  const leases = await createLeases(scope, options);
  const now = new Date();
  if (input.verbose) for (const lease of leases) output.note(describeLease(lease, now));
  if (leases.length > 1) {
    output.note(`the keys did not fit into one session: here are ${leases.length} leases, as a JSON list`);
  }
  const audit = auditLogOf(context, input.auditLog);
  const to = input.output === undefined ? "standard output" : `the file ${input.output}`;
  // Before it is done: a line too many harms nobody.
  for (const { id } of leases) await audit.record({ event: "handed-over", leaseId: id, to });
  const text = write(leases, input.json ? "json" : input.format);
  if (input.output === undefined) {
    output.line(text);
    return;
  }
  await writePrivateFile(input.output, `${text}\n`);
  for (const { id, credentials } of leases) {
    output.note(`wrote lease ${id} to ${input.output}; it expires at ${credentials.expiration.toISOString()}`);
  }
}

function scopeOf(input: LeaseInput, output: Output): Scope {
  const { actions, ...limits } = scopeLimitsOf(input);
  const names = input.safeKey ? input.scope.map(representableKey) : input.scope;
  for (const [i, name] of names.entries()) {
    if (name !== input.scope[i]) output.note(`leasing ${name}, because a policy cannot hold ${input.scope[i]}`);
  }
  return parseScope(names, actions, limits);
}

/** Before anything is minted: variables and a credential_process have place for one set of credentials. */
function checkFormat({ format, json }: LeaseInput, sessions: number): void {
  if (json || format === "json" || sessions === 1) return;
  throw new KeyleaseError(
    "ScopeTooLarge",
    `the keys need ${sessions} sessions, and --format ${format} has place for one`,
    {
      hint: "Lease fewer keys at once or one prefix, or take the leases as JSON.",
      facts: { sessions },
    },
  );
}

function write(leases: readonly Lease[], format: LeaseFormat): string {
  const [lease, ...others] = leases;
  if (lease !== undefined && others.length === 0) return writeLease(lease, format);
  return `[${leases.map(formatLease).join(",")}]`;
}

function showPlan(
  { json, verbose, expectAccount, federate }: LeaseInput,
  { scope, options }: { readonly scope: Scope; readonly options: LeaseOptions },
  output: Output,
): void {
  const plan = planLease(scope, options);
  const calls = plannedCalls(
    plan,
    verbose === true || options.audit?.wantsCaller === true || (expectAccount !== undefined && federate !== undefined),
  );
  const { region, durationSeconds } = plan;
  const sessions = plan.sessions.map((session) => ({ ...session, characters: session.policy.length }));
  if (json) {
    output.json({ scope, region, durationSeconds, sessions, calls });
    return;
  }
  for (const { policy, characters, packedEstimate } of sessions) {
    output.line(JSON.stringify(JSON.parse(policy), null, 2));
    output.note(
      `the session policy has ${characters} characters, and by estimate ${packedEstimate}% of the packed size`,
    );
  }
  for (const { endpoint, operation, parameters } of calls) {
    output.note(`would call ${operation} at ${endpoint} with ${JSON.stringify(parameters)}`);
  }
  output.note("nobody was called");
}
