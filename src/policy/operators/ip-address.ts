import type { ConditionOperator } from "../model.ts";
import { networkHolds, parseIpNetwork, parseRequestAddress } from "./ip-network.ts";

/** An address in a range: IPv4 or IPv6 with a prefix length, `/32` or `/128` by default. */
export const ipAddress: ConditionOperator = {
  name: "IpAddress",
  negated: false,
  allowsVariables: false,
  validate: (value) => (parseIpNetwork(value) === undefined ? `\`${value}\` is not an IP address or range` : undefined),
  compile: (policyValue) => {
    const network = parseIpNetwork(policyValue);
    return (requestValue) => {
      const address = parseRequestAddress(requestValue);
      return network !== undefined && address !== undefined && networkHolds(network, address);
    };
  },
};
