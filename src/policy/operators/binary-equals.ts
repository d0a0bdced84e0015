import type { ConditionOperator } from "../model.ts";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The same bytes, both written in base64 (RFC 4648 section 4, with padding). */
export const binaryEquals: ConditionOperator = {
  name: "BinaryEquals",
  negated: false,
  allowsVariables: false,
  validate: (value) => (BASE64.test(value) ? undefined : `\`${value}\` is not base64`),
  compile: (policyValue) => {
    const expected = canonical(policyValue);
    return (requestValue) => BASE64.test(requestValue) && canonical(requestValue) === expected;
  },
};

/** One byte string can be written in several ways, which differ in the unused bits of the last character. */
function canonical(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}
