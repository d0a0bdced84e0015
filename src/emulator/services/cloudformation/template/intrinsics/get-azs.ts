import { availabilityZones } from "../../../../state/zones.ts";
import { templateError } from "../../errors.ts";
import { scalarText } from "../value.ts";
import { mayBeText, type ValueFunction } from "./intrinsic.ts";

/** `Fn::GetAZs`: the Availability Zones of a region; an empty text is the stack's own. */
export const getAzs: ValueFunction = {
  name: "Fn::GetAZs",
  check(argument) {
    if (!mayBeText(argument)) throw wrong();
  },
  evaluate(argument, scope) {
    const value = scope.evaluate(argument);
    const region = typeof value === "symbol" ? undefined : scalarText(value);
    if (region === undefined) throw wrong();
    return availabilityZones(region === "" ? scope.region : region);
  },
};

function wrong(): Error {
  return templateError("every Fn::GetAZs object must have a String-typed value.");
}
