import { type ParameterRecord, type ParameterVersion, parameterArn, parameterKey } from "../../state/parameters.ts";
import type { EmulatorState } from "../../state/state.ts";

export interface ParameterItem {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
  /** As in the request, with its colon. */
  readonly Selector?: string;
  /** Seconds since 1970. */
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: string;
}

/** What is told of a parameter besides its value. */
export interface ParameterMetadataItem {
  readonly Name: string;
  readonly ARN: string;
  readonly Type: string;
  readonly KeyId?: string;
  readonly LastModifiedDate: number;
  readonly LastModifiedUser: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly Version: number;
  readonly Tier: string;
  readonly Policies: readonly [];
  readonly DataType: string;
}

/** The key that AWS encrypts with where none is named. */
export const DEFAULT_KEY = "alias/aws/ssm";

export interface ItemOptions {
  readonly state: Pick<EmulatorState, "region" | "secureStrings">;
  readonly decrypt: boolean;
  /** Default: the parameter's own. */
  readonly shownName?: string;
  readonly selector?: string;
}

/** A version of a parameter as answers have it. A SecureString's value is shown sealed unless it is to be decrypted. */
export function parameterItem(record: ParameterRecord, version: ParameterVersion, options: ItemOptions): ParameterItem {
  const { state, shownName, selector } = options;
  return {
    Name: shownName ?? record.name,
    Type: version.type,
    Value: shownValue(record, version, options),
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
    LastModifiedDate: epochSeconds(version.modifiedAt),
    ARN: arnOf(record, state),
    DataType: version.dataType,
  };
}

export function parameterMetadataItem(
  record: ParameterRecord,
  version: ParameterVersion,
  state: Pick<EmulatorState, "region">,
): ParameterMetadataItem {
  return { ...versionFacts(record, version), ARN: arnOf(record, state) };
}

/** One version in a parameter's history. */
export function historyItem(record: ParameterRecord, version: ParameterVersion, options: ItemOptions): object {
  return { ...versionFacts(record, version), Value: shownValue(record, version, options), Labels: version.labels };
}

function versionFacts(record: ParameterRecord, version: ParameterVersion): Omit<ParameterMetadataItem, "ARN"> {
  const { description, allowedPattern } = version;
  return {
    Name: record.name,
    Type: version.type,
    ...(version.type === "SecureString" ? { KeyId: DEFAULT_KEY } : {}),
    LastModifiedDate: epochSeconds(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    ...(description === undefined ? {} : { Description: description }),
    ...(allowedPattern === undefined ? {} : { AllowedPattern: allowedPattern }),
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}

function shownValue(
  { accountId, name }: ParameterRecord,
  { type, value }: ParameterVersion,
  { state, decrypt }: ItemOptions,
): string {
  if (type !== "SecureString" || !decrypt) return value;
  const opened = state.secureStrings.open({ accountId, key: parameterKey(name) }, value);
  if (opened === undefined) throw new Error("a secure string was not sealed by this emulator");
  return opened;
}

function arnOf({ accountId, name }: ParameterRecord, { region }: Pick<EmulatorState, "region">): string {
  return parameterArn({ region, accountId }, parameterKey(name));
}

function epochSeconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
