import type { Stack } from "@aws-sdk/client-cloudformation";
import { KeyleaseError } from "../../core/index.ts";
import type { StackEvent } from "./events.ts";

/** The first failure is the cause: those after it are resources whose creation was cancelled because of it. */
export function stackFailed(stackName: string, stack: Stack | undefined, events: readonly StackEvent[]): KeyleaseError {
  const status = stack?.StackStatus ?? "gone";
  const first = events.find((event) => event.status.endsWith("_FAILED"));
  const reason = first === undefined ? stack?.StackStatusReason : `${first.logicalId}: ${first.reason}`;
  const text = reason === undefined ? "" : `: ${reason.trim().replace(/\.$/, "")}`;
  return new KeyleaseError("StackFailed", `the stack \`${stackName}\` ended as ${status}${text}`, {
    hint: hintFor(stackName, status),
    facts: {
      stackName,
      status,
      ...(first === undefined ? {} : { resource: first.logicalId, physicalId: first.physicalId }),
    },
  });
}

function hintFor(stackName: string, status: string): string {
  if (status === "gone" || status === "DELETE_COMPLETE")
    return "Nothing is left of it: mend the cause, and deploy again.";
  if (status.startsWith("UPDATE_")) return "Mend the cause, and deploy again; the stack is as its status says.";
  return `Remove what is left with \`keylease destroy ${stackName}\`, mend the cause, and deploy again.`;
}

/** A stack that was never completed takes no change. */
export function notUpdatable(stackName: string, status: string): KeyleaseError {
  return new KeyleaseError("StackFailed", `the stack \`${stackName}\` is ${status} and cannot be changed`, {
    hint: `Remove it with \`keylease destroy ${stackName}\` and deploy again, or choose another name with --stack-name.`,
    facts: { stackName, status },
  });
}

/** The person stopped waiting; the stack does not stop. */
export function stillGoingOn(stackName: string, verb: "deploy" | "destroy"): KeyleaseError {
  const follow =
    verb === "deploy"
      ? `The same command again follows it to its end, and \`keylease destroy ${stackName}\` removes it.`
      : `\`keylease destroy ${stackName}\` again follows it to its end.`;
  return new KeyleaseError("Interrupted", `stopped waiting; CloudFormation goes on with the stack \`${stackName}\``, {
    hint: follow,
    facts: { stackName },
  });
}
