import type { ConditionOperator } from "../model.ts";
import { ipAddress } from "./ip-address.ts";

/** None of the values of IpAddress. */
export const notIpAddress: ConditionOperator = { ...ipAddress, name: "NotIpAddress", negated: true };
