import type { Operation } from "../../../pipeline/service.ts";
import { labelOperation } from "../label-operations.ts";
import { isValidLabel, withLabels } from "../labels.ts";

/** Puts labels on a version. A label that stood on another one moves. */
export const labelParameterVersion: Operation = labelOperation({
  name: "LabelParameterVersion",
  errors: ["ParameterVersionLabelLimitExceeded"],
  isVersionRequired: false,
  change(record, { version }, labels) {
    const invalid = labels.filter((label) => !isValidLabel(label));
    return {
      record: withLabels(record, version, labels.filter(isValidLabel)),
      answer: { InvalidLabels: invalid, ParameterVersion: version },
    };
  },
});
