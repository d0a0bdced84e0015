import type { Operation } from "../../../pipeline/service.ts";
import { labelOperation } from "../label-operations.ts";
import { withoutLabels } from "../labels.ts";

/** Takes labels from a version. */
export const unlabelParameterVersion: Operation = labelOperation({
  name: "UnlabelParameterVersion",
  errors: [],
  isVersionRequired: true,
  change(record, { version, labels: present }, labels) {
    return {
      record: withoutLabels(record, version, labels),
      answer: {
        RemovedLabels: labels.filter((label) => present.includes(label)),
        InvalidLabels: labels.filter((label) => !present.includes(label)),
      },
    };
  },
});
