import { KeyleaseError } from "../../core/index.ts";
import { ServiceError } from "../../lease/index.ts";
import type { Check, Finding, Outcome } from "./check.ts";
import type { DoctorWorld } from "./world.ts";

/** Runs checks one after the other, and tells each outcome as soon as it is there. */
export async function runChecks(
  checks: readonly Check[],
  world: DoctorWorld,
  tell: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    world.signal.throwIfAborted();
    const finding = { id: check.id, ...(await outcomeOf(check, world)) };
    findings.push(finding);
    tell(finding);
  }
  return findings;
}

async function outcomeOf(check: Check, world: DoctorWorld): Promise<Outcome> {
  try {
    return await check.run(world);
  } catch (error) {
    world.signal.throwIfAborted();
    if (error instanceof ServiceError && check.needs !== undefined) return refused(error, check.needs);
    if (!(error instanceof KeyleaseError)) throw error;
    return { status: "fail", seen: error.message, ...(error.hint === undefined ? {} : { advice: error.hint }) };
  }
}

/** That the caller may not ask says nothing of what was asked for. */
function refused(error: ServiceError, needs: string): Outcome {
  // Ceph answers 405 to what it does not know, the emulator 501, others 400 with a code of their own.
  if ([405, 501].includes(error.status) || /NotImplemented|InvalidAction|MethodNotAllowed/.test(error.awsCode)) {
    return { status: "skipped", seen: `this service does not know ${error.operation}` };
  }
  // Answers to HEAD have no body, and so no code.
  if (error.status !== 403 || !/^(?:AccessDenied|Unauthorized|Forbidden|Unknown|403|$)/.test(error.awsCode)) {
    return { status: "fail", seen: error.message, ...(error.hint === undefined ? {} : { advice: error.hint }) };
  }
  return {
    status: "skipped",
    seen: `the caller may not look (${error.operation})`,
    advice: `Give the caller ${needs}, or run this as somebody who has it.`,
  };
}
