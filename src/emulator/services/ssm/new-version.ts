import { compileJavaPattern, matchesWithinTime } from "../../pipeline/java-pattern.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import {
  listParameters,
  type ParameterRecord,
  type ParameterType,
  type ParameterVersion,
  parameterKey,
} from "../../state/parameters.ts";
import type { StoreReader } from "../../state/store.ts";
import { ssmErrors } from "./errors.ts";
import type { PutInput } from "./put-input.ts";

const MAX_PARAMETERS = 10_000;
const MAX_VERSIONS = 100;
const STANDARD_CHARACTERS = 4096;
const ADVANCED_CHARACTERS = 8192;

const GUIDE = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";

/**
 * The version that a put makes of an old one, or of none: what the request leaves out stays as it was.
 *
 * @throws AwsError where the value does not fit the tier, the pattern or the data type.
 */
export function newVersion(
  input: PutInput,
  old: ParameterVersion | undefined,
  { state, caller }: OperationContext,
): ParameterVersion {
  const type = input.type ?? old?.type;
  if (type === undefined) throw ssmErrors.invalid("A parameter type is required when you create a parameter.");
  const allowedPattern = input.allowedPattern ?? old?.allowedPattern;
  const description = input.description ?? old?.description;
  const dataType = input.dataType ?? old?.dataType ?? "text";
  if (allowedPattern !== undefined) checkPattern(allowedPattern, input.value);
  if (dataType === "aws:ec2:image" && !/^ami-[0-9a-f]{8}([0-9a-f]{9})?$/.test(input.value)) {
    throw ssmErrors.invalid("Parameter value is not a valid image ID for data type aws:ec2:image.");
  }
  return {
    version: (old?.version ?? 0) + 1,
    type,
    value: storedValue(input, type, { state, caller }),
    dataType,
    tier: chooseTier(input, old),
    ...(description === undefined ? {} : { description }),
    ...(allowedPattern === undefined ? {} : { allowedPattern }),
    modifiedAt: state.clock.now().toISOString(),
    modifiedBy: caller.arn,
    labels: [],
  };
}

/**
 * The record with one more version. The oldest goes where there are a hundred.
 *
 * @throws AwsError `ParameterMaxVersionLimitExceeded` where the oldest has a label.
 */
export function withVersion(record: ParameterRecord, version: ParameterVersion): ParameterRecord {
  const { versions } = record;
  if (versions.length < MAX_VERSIONS) return { ...record, versions: [...versions, version] };
  const [oldest, second = version, ...rest] = versions;
  if (oldest.labels.length > 0) throw ssmErrors.tooManyVersions(record.name, oldest.version);
  return { ...record, versions: [second, ...rest, version] };
}

/** @throws AwsError `ParameterLimitExceeded` where the account has no room for another parameter. */
export function refuseTooMany(reader: StoreReader, accountId: string): void {
  if (listParameters(reader, accountId).length >= MAX_PARAMETERS) throw ssmErrors.tooMany();
}

function storedValue(
  { name, value }: PutInput,
  type: ParameterType,
  { state, caller }: Pick<OperationContext, "state" | "caller">,
): string {
  if (type !== "SecureString") return value;
  return state.secureStrings.seal({ accountId: caller.accountId, key: parameterKey(name) }, value);
}

function checkPattern(pattern: string, value: string): void {
  const compiled = compileJavaPattern(pattern);
  if (compiled === undefined) throw ssmErrors.badPattern();
  if (!matchesWithinTime(compiled, value)) throw ssmErrors.patternMismatch(pattern);
}

function chooseTier({ tier, value }: PutInput, old: ParameterVersion | undefined): ParameterVersion["tier"] {
  const isLarge = [...value].length > STANDARD_CHARACTERS;
  if (tier === "Standard" && old?.tier === "Advanced") {
    throw ssmErrors.invalid(
      `This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. For more information, see ${GUIDE}`,
    );
  }
  const isAdvanced = tier === "Advanced" || old?.tier === "Advanced" || (tier === "Intelligent-Tiering" && isLarge);
  if (!isAdvanced && isLarge) {
    throw ssmErrors.invalid(
      `Standard tier parameters support a maximum parameter value of ${STANDARD_CHARACTERS} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see ${GUIDE}`,
    );
  }
  if ([...value].length > ADVANCED_CHARACTERS) {
    throw ssmErrors.invalid(
      `Advanced tier parameters support a maximum parameter value of ${ADVANCED_CHARACTERS} characters.`,
    );
  }
  return isAdvanced ? "Advanced" : "Standard";
}
