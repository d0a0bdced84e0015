import type { InternalCall } from "../../../pipeline/service.ts";
import type { ResourceContext } from "../resources/resource-type.ts";

/** Operations that only look. */
const READ = /^(?:Describe|Get|Head|List)/;

/** A context that knows whether anything was changed by it. */
export interface WriteWatch {
  readonly context: ResourceContext;
  /** Whether a call succeeded that changes something. */
  hasWritten(): boolean;
}

/** Watches what is called: an update whose first change was refused has nothing to be undone. */
export function watchWrites(context: ResourceContext): WriteWatch {
  let written = false;
  const note = ({ operation }: InternalCall): void => {
    if (!READ.test(operation)) written = true;
  };
  return {
    hasWritten: () => written,
    context: {
      ...context,
      async call(call) {
        const answer = await context.call(call);
        note(call);
        return answer;
      },
      async callUnlessGone(call) {
        await context.callUnlessGone(call);
        note(call);
      },
    },
  };
}
