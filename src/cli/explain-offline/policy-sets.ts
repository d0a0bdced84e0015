import type { NamedPolicy, OrganizationLevels, PolicyKind, PolicySets } from "../../policy/index.ts";
import type { OfflineInput } from "./input.ts";
import { type PolicySource, readPolicyFile } from "./policy-file.ts";
import { refuse } from "./refuse.ts";

/**
 * Reads the policies that the options name.
 *
 * @throws KeyleaseError `ArgumentInvalid`, `PolicyMalformed`, `FileUnreadable`.
 */
export async function readPolicySets(input: OfflineInput, source: PolicySource): Promise<PolicySets> {
  const { boundary, sessionPolicy, resourcePolicy, trustPolicy, scp, rcp } = input;
  if (resourcePolicy !== undefined && trustPolicy !== undefined) {
    refuse("a resource has no trust policy besides its resource policy", "Give --trust-policy for a role alone.");
  }
  refuseRepeatedInput(input);
  const one = (file: string, kind: PolicyKind): Promise<NamedPolicy> => readPolicyFile(file, kind, source);
  const all = async (files: readonly string[], kind: PolicyKind): Promise<readonly NamedPolicy[]> => {
    const policies: NamedPolicy[] = [];
    // One after the other, so that of several faulty files the first is told, every time.
    for (const file of files) policies.push(await one(file, kind));
    return policies;
  };
  const levels = async (given: readonly string[], kind: "scp" | "rcp"): Promise<OrganizationLevels> => {
    const read: (readonly NamedPolicy[])[] = [];
    for (const level of given) read.push(await all(filesOfLevel(level), kind));
    return read;
  };
  return {
    identity: await all(input.principalPolicy ?? [], "identity"),
    boundary: boundary === undefined ? undefined : await one(boundary, "boundary"),
    session: sessionPolicy === undefined ? undefined : await all(sessionPolicy, "session"),
    resource: [
      ...(resourcePolicy === undefined ? [] : [await one(resourcePolicy, "resource")]),
      ...(trustPolicy === undefined ? [] : [await one(trustPolicy, "trust")]),
    ],
    resourcePolicyRequired: trustPolicy !== undefined,
    scp: scp === undefined ? undefined : await levels(scp, "scp"),
    rcp: rcp === undefined ? undefined : await levels(rcp, "rcp"),
  };
}

function filesOfLevel(level: string): readonly string[] {
  const files = level.split(",");
  if (files.includes("")) refuse(`the level \`${level}\` has a file without a name`, "Divide its files by one comma.");
  return files;
}

function refuseRepeatedInput(input: OfflineInput): void {
  const { principalPolicy = [], sessionPolicy = [], scp = [], rcp = [] } = input;
  const files = [...principalPolicy, ...sessionPolicy, ...[...scp, ...rcp].flatMap((level) => level.split(","))];
  const single = [input.boundary, input.resourcePolicy, input.trustPolicy];
  if ([...files, ...single].filter((file) => file === "-").length > 1) {
    refuse("standard input was given for several policies", "Give - once, and files for the others.");
  }
}
