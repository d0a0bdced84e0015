import { textAt } from "./answer.ts";
import { iam } from "./query-calls.ts";
import { isGone } from "./refusals.ts";
import type { ResourceContext } from "./resource-type.ts";

/** IAM keeps five; a new one needs room. */
const MAX_VERSIONS = 5;

/** Adds a version that comes into force, for which the oldest other one makes room where there are too many. */
export async function newPolicyVersion(
  PolicyArn: string,
  PolicyDocument: string,
  context: ResourceContext,
): Promise<{ readonly DefaultVersionId: string; readonly UpdateDate: string }> {
  const versions = await otherVersions(PolicyArn, context);
  const [oldest] = versions;
  if (oldest !== undefined && versions.length >= MAX_VERSIONS - 1) {
    await context.callUnlessGone(iam("DeletePolicyVersion", { PolicyArn, VersionId: oldest }));
  }
  const answer = await context.call(iam("CreatePolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: true }));
  return {
    DefaultVersionId: textAt(answer, "PolicyVersion", "VersionId"),
    UpdateDate: textAt(answer, "PolicyVersion", "CreateDate"),
  };
}

/** Removes all but the version in force, without which a policy cannot be deleted. */
export async function removeOldVersions(PolicyArn: string, context: ResourceContext): Promise<void> {
  for (const VersionId of await otherVersions(PolicyArn, context)) {
    await context.callUnlessGone(iam("DeletePolicyVersion", { PolicyArn, VersionId }));
  }
}

/** The ids of the versions that are not in force, the oldest first. */
async function otherVersions(PolicyArn: string, context: ResourceContext): Promise<readonly string[]> {
  try {
    const answer = await context.call(iam("ListPolicyVersions", { PolicyArn }));
    const { Versions = [] } = answer as { Versions?: readonly VersionAnswer[] };
    const others = Versions.filter(({ IsDefaultVersion }) => String(IsDefaultVersion) !== "true");
    return others.map(({ VersionId }) => VersionId).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

interface VersionAnswer {
  readonly VersionId: string;
  readonly IsDefaultVersion: unknown;
}
