import type { StackChange } from "./deploy-options.ts";

const SIGNS: Readonly<Record<string, string>> = { Add: "+", Remove: "-", Modify: "~", Import: ">" };
const REPLACEMENTS: Readonly<Record<string, string>> = { True: ", replaced", Conditional: ", perhaps replaced" };

/** A change in one line: `~ Modify  EC2 (AWS::EC2::Instance), replaced`. */
export function changeLine({ action, logicalId, resourceType, replacement = "" }: StackChange): string {
  const sign = SIGNS[action] ?? "?";
  return `${sign} ${action.padEnd(7)} ${logicalId} (${resourceType})${REPLACEMENTS[replacement] ?? ""}`;
}
