import { KeyleaseError } from "../../core/index.ts";
import { type Lease, parseScope, renewingLease, serveContainerCredentials } from "../../lease/index.ts";
import { auditLogOf } from "../audit-log.ts";
import type { CommandContext } from "../context.ts";
import { environmentWithEndpoint, environmentWithKeys } from "../exec/child-environment.ts";
import { runCommand } from "../exec/run-command.ts";
import { describeLease } from "../lease-notes.ts";
import { leaseOptionsOf, type MintingInput } from "../minting.ts";
import { type ScopeInput, scopeLimitsOf } from "../scope-input.ts";

/** What `keylease exec` is told. */
export interface ExecInput extends MintingInput, ScopeInput {
  /** `s3://BUCKET/KEY` or `s3://BUCKET/PREFIX/`. */
  readonly scope: string;
  readonly command: readonly string[];
  /** Whether the command gets plain variables. */
  readonly env?: boolean;
}

/** How often it is looked at whether the lease is to be renewed; the looking costs nothing. */
const LOOK_MILLISECONDS = 5_000;

/** Runs a command with a lease. */
export async function run(input: ExecInput, context: CommandContext): Promise<number> {
  const { output, environment, takeSignals } = context;
  const { actions, ...limits } = scopeLimitsOf(input);
  const scope = parseScope(input.scope, actions, limits);
  const audit = auditLogOf(context, input.auditLog);
  const options = leaseOptionsOf(input, context);
  const noted = new WeakSet<Lease>();
  const renewing = renewingLease(scope, { ...options, onRenewalFailed: (error) => output.note(renewalFailed(error)) });
  const current = async (): Promise<Lease> => {
    const lease = await renewing.get();
    if (!noted.has(lease)) {
      noted.add(lease);
      // Its name alone: arguments may hold what is secret.
      await audit.record({ event: "handed-over", leaseId: lease.id, to: `the command ${input.command[0]}` });
      if (input.verbose) output.note(describeLease(lease, new Date()));
    }
    return lease;
  };
  // Before the command starts, so that it never waits for the first one, and does not start without it.
  const lease = await current();
  const command = { command: input.command, takeSignals, atTerminal: process.stdin.isTTY === true };
  if (input.env) return runCommand({ ...command, environment: environmentWithKeys(environment, lease) });
  const endpoint = await serveContainerCredentials(current);
  const looking = setInterval(() => {
    // It fails here only where less than five minutes are left; then the command is told when it asks.
    current().catch((error) => output.note(renewalFailed(error)));
  }, LOOK_MILLISECONDS);
  try {
    return await runCommand({ ...command, environment: environmentWithEndpoint(environment, lease, endpoint) });
  } finally {
    clearInterval(looking);
    await endpoint.close();
  }
}

function renewalFailed(error: unknown): string {
  const reason = error instanceof KeyleaseError ? error.message : "something unexpected happened";
  return `keylease: the lease could not be renewed: ${reason}`;
}
