import { parseScope, planLease } from "../../lease/index.ts";
import type { CommandContext } from "../context.ts";
import { CHECKS } from "../doctor/checks/checks.ts";
import { PROBES } from "../doctor/probes/probes.ts";
import { renderFinding } from "../doctor/render-finding.ts";
import { runChecks } from "../doctor/run-checks.ts";
import { DoctorWorld } from "../doctor/world.ts";
import { leaseOptionsOf, type MintingInput } from "../minting.ts";
import { type ScopeInput, scopeLimitsOf } from "../scope-input.ts";

/** What `keylease doctor` is told. */
export interface DoctorInput extends MintingInput, ScopeInput {
  /** `s3://BUCKET/KEY`, or several, or `s3://BUCKET/PREFIX/`. */
  readonly scope: readonly string[];
  /** Whether a lease is made and tried. */
  readonly probe?: boolean;
  readonly json?: boolean;
}

const FAILED = 9;

/** Looks at everything that a lease depends on. */
export async function run(input: DoctorInput, context: CommandContext): Promise<number | undefined> {
  const { output, environment, signal } = context;
  const { actions, ...limits } = scopeLimitsOf(input);
  const options = leaseOptionsOf(input, context);
  const plan = planLease(parseScope(input.scope, actions, limits), options);
  const world = new DoctorWorld({ plan, options, endpointUrl: input.endpointUrl, environment, signal });
  const checks = input.probe === true ? [...CHECKS, ...PROBES] : CHECKS;
  const findings = await runChecks(checks, world, (finding) => {
    if (input.json !== true) for (const line of renderFinding(finding)) output.line(line);
  });
  const failed = findings.filter(({ status }) => status === "fail").length;
  if (input.json === true) output.json({ findings, failed });
  return failed > 0 ? FAILED : undefined;
}
