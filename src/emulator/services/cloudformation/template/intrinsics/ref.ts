import { templateError } from "../../errors.ts";
import type { ValueFunction } from "./intrinsic.ts";

/** `Ref`: a parameter's value, a pseudo parameter, or what a resource is known by. */
export const ref: ValueFunction = {
  name: "Ref",
  check(argument) {
    if (typeof argument !== "string" || argument === "") {
      throw templateError("every Ref object must have a single String value.");
    }
  },
  references: (argument) => [{ kind: "ref", name: argument as string }],
  parts: () => [],
  evaluate: (argument, scope) => scope.ref(argument as string),
};
