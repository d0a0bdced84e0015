import { join } from "node:path";
import { KeyleaseError } from "../../core/index.ts";
import {
  cachedLease,
  createLease,
  createLeases,
  formatLease,
  type Lease,
  type LeaseFormat,
  type LeaseOptions,
  type LeasePlan,
  parseScope,
  planLease,
  plannedCalls,
  representableKey,
  type Scope,
  writeLease,
} from "../../lease/index.ts";
import { LENGTH_LIMITS } from "../../policy/index.ts";
import { auditLogOf } from "../audit-log.ts";
import { cacheFolder } from "../cache-folder.ts";
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
  readonly format: LeaseFormat | "curl";
  /** False with `--no-cache`. */
  readonly cache: boolean;
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
  const plan = planLease(scope, options);
  checkFormat(input, plan);
  if (input.ticket !== undefined) {
    await giveTicket({ scope, options, url: input.ticket, time: input.ticketTime, json: input.json }, context);
    return;
  }
  const leases = usesCache(input)
    ? [await fromCache(plan, () => createLease(scope, options), context)]
    : await createLeases(scope, options);
  const now = new Date();
  if (input.verbose) for (const lease of leases) output.note(describeLease(lease, now));
  if (leases.length > 1) {
    output.note(`the keys did not fit into one session: here are ${leases.length} leases, as a JSON list`);
  }
  const audit = auditLogOf(context, input.auditLog);
  const to = input.output === undefined ? "standard output" : `the file ${input.output}`;
  // Before it is done: a line too many harms nobody.
  for (const { id } of leases) await audit.record({ event: "handed-over", leaseId: id, to });
  const text = await write(leases, input.json ? "json" : input.format);
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

/** Programs ask a `credential_process` anew at each of their starts, and AWS's CLI twice. */
function usesCache({ format, json, cache }: LeaseInput): boolean {
  return format === "process" && json !== true && cache;
}

function fromCache(
  plan: LeasePlan,
  mint: () => Promise<Lease>,
  { environment, signal }: CommandContext,
): Promise<Lease> {
  // Before the cache: its lock is held by the one that this one would be asked by.
  checkNoCircle(environment);
  const folder = join(cacheFolder(environment), "leases");
  const mintOne = async (): Promise<Lease> => {
    // Inherited by whatever the caller's own profile starts.
    process.env[WITHIN] = "1";
    return await mint();
  };
  return cachedLease({ plan, environment, mint: mintOne }, { folder, signal });
}

const WITHIN = "KEYLEASE_WITHIN_CREDENTIAL_PROCESS";

/** With AWS_PROFILE set to a profile whose `credential_process` this is, it would ask itself for its caller, without end. */
function checkNoCircle(environment: CommandContext["environment"]): void {
  if (environment[WITHIN] === undefined) return;
  throw new KeyleaseError(
    "CallerUnknown",
    "the caller's profile asks this very credential_process for its credentials",
    {
      hint: "Leave AWS_PROFILE unset and name the profile to the program instead, as `aws --profile` does.",
    },
  );
}

/** Before anything is minted: variables and a credential_process have place for one set of credentials, a URL for one object. */
function checkFormat({ format, json }: LeaseInput, { scope, sessions }: LeasePlan): void {
  if (json || format === "json") return;
  if (format === "curl" && !("key" in scope)) {
    throw new KeyleaseError("FormatUnsuitable", "--format curl uploads one object, and the lease is for several", {
      hint: "Lease one object, or choose another format.",
    });
  }
  if (sessions.length === 1) return;
  throw new KeyleaseError(
    "ScopeTooLarge",
    `the keys need ${sessions.length} sessions, and --format ${format} has place for one`,
    {
      hint: "Lease fewer keys at once or one prefix, or take the leases as JSON.",
      facts: { sessions: sessions.length },
    },
  );
}

async function write(leases: readonly Lease[], format: LeaseInput["format"]): Promise<string> {
  const [lease, ...others] = leases;
  if (lease === undefined || others.length > 0) return `[${leases.map(formatLease).join(",")}]`;
  if (format !== "curl") return writeLease(lease, format);
  // No other format signs anything.
  const { curlCommand, presignPut } = await import("../../upload/index.ts");
  return curlCommand(await presignPut(lease));
}

/** Spread over lines, unless it would then have more characters than a session policy may: what is printed can be checked. */
function readable(policy: string): string {
  const spread = JSON.stringify(JSON.parse(policy), null, 2);
  return spread.length <= LENGTH_LIMITS.session.quota ? spread : policy;
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
    output.line(readable(policy));
    output.note(
      `the session policy has ${characters} characters, and by estimate ${packedEstimate}% of the packed size`,
    );
  }
  for (const { endpoint, operation, parameters } of calls) {
    output.note(`would call ${operation} at ${endpoint} with ${JSON.stringify(parameters)}`);
  }
  output.note("nobody was called");
}
