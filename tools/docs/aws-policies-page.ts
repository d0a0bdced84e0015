import { createHash } from "node:crypto";
import type { AwsPolicy } from "../../src/emulator/state/aws-policies/aws-policies.ts";

/** The text of docs/reference/aws-managed-policies.md: a line for each policy, so that an update of them can be read. */
export function awsPoliciesPage(policies: readonly AwsPolicy[]): string {
  const lines = policies.map(({ path, policyName, versionId, updatedAt, document }) => {
    const digest = createHash("sha256").update(document).digest("hex").slice(0, 16);
    return `| \`${path.slice(1)}${policyName}\` | ${versionId} | ${updatedAt.slice(0, 10)} | ${digest} |`;
  });
  return `${INTRODUCTION}
| \`arn:aws:iam::aws:policy/…\` | version | since | SHA-256 of the document |
| --- | --- | --- | --- |
${lines.join("\n")}
`;
}

const INTRODUCTION = `# AWS's managed policies in the emulator

<!-- Written by \`npm run docs\` from src/emulator/state/aws-policies/table.ts, which tools/write-aws-policies.ts writes. -->

The policies of AWS's own that the emulator knows, each in the version that was in force when the table was made. The digest
is of the document as GetPolicyVersion gives it, and cut off: it shows which documents an update has changed.
[ADR 8](../adr/0008-aws-managed-policies.md) says why the table itself cannot be read.
`;
