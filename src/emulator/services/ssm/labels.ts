import type { ParameterRecord, ParameterVersion } from "../../state/parameters.ts";
import { ssmErrors } from "./errors.ts";

const MAX_LABELS = 10;

/** Whether a label may be given: it does not begin with a digit, `aws` or `ssm`. */
export function isValidLabel(label: string): boolean {
  return /^[A-Za-z_.-][A-Za-z0-9_.-]*$/.test(label) && !/^(aws|ssm)/i.test(label);
}

/**
 * The parameter with labels moved to one version: a label stands on one version alone.
 *
 * @throws AwsError `ParameterVersionLabelLimitExceeded`.
 */
export function withLabels(record: ParameterRecord, to: number, labels: readonly string[]): ParameterRecord {
  const moved = new Set(labels);
  return mapVersions(record, (version) => {
    const others = version.labels.filter((label) => !moved.has(label));
    if (version.version !== to) return { ...version, labels: others };
    const all = [...new Set([...version.labels, ...labels])];
    if (all.length > MAX_LABELS) throw ssmErrors.tooManyLabels();
    return { ...version, labels: all };
  });
}

/** The parameter with labels taken from one version. */
export function withoutLabels(record: ParameterRecord, from: number, labels: readonly string[]): ParameterRecord {
  const removed = new Set(labels);
  return mapVersions(record, (version) =>
    version.version === from ? { ...version, labels: version.labels.filter((label) => !removed.has(label)) } : version,
  );
}

function mapVersions(
  record: ParameterRecord,
  change: (version: ParameterVersion) => ParameterVersion,
): ParameterRecord {
  const [first, ...rest] = record.versions;
  return { ...record, versions: [change(first), ...rest.map(change)] };
}
