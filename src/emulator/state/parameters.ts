import { partitionOfRegion } from "../../core/index.ts";
import type { Tag } from "./identities.ts";
import { publicParameters } from "./images.ts";
import type { StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

export const PARAMETER_TYPES = ["SecureString", "StringList", "String"] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  /** Of a SecureString: sealed (see `secure-strings.ts`). */
  readonly value: string;
  readonly dataType: string;
  readonly tier: "Standard" | "Advanced";
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly modifiedAt: string;
  /** The ARN of who wrote it. */
  readonly modifiedBy: string;
  readonly labels: readonly string[];
}

/** A parameter of Systems Manager. */
export interface ParameterRecord {
  /** Empty for the public ones, which belong to no account. */
  readonly accountId: string;
  /** As it was given when it was made: `name`, `/name` or `/path/to/name`. */
  readonly name: string;
  /** The oldest first, at most 100. The last is the present one. */
  readonly versions: readonly [ParameterVersion, ...ParameterVersion[]];
  readonly tags: readonly Tag[];
}

/** How a request names a parameter. */
export interface ParameterReference {
  /** The region of an ARN; absent where the reference is a name. */
  readonly region?: string;
  /** The account of an ARN; absent where the reference is a name, or has none as public ones have. */
  readonly accountId?: string;
  /** See {@link parameterKey}. */
  readonly key: string;
  /** The number of a version or a label; absent for the present version. */
  readonly selector?: string;
}

const parameters = new Table<ParameterRecord>("ssm-parameter");

/** Where AWS publishes its own parameters. */
const PUBLIC_FOLDER = "aws/service/";

/** `name` and `/name` are one parameter, and so have one key. */
export function parameterKey(name: string): string {
  return name.replace(/^\//, "");
}

/** Reads `NAME`, `NAME:SELECTOR` or an ARN with or without a selector. What the name looks like is not checked. */
export function readReference(text: string): ParameterReference {
  const [, region, accountId, rest = text] = /^arn:[\w-]+:ssm:([\w-]*):(\d*):parameter(\/.*)$/s.exec(text) ?? [];
  const at = rest.indexOf(":");
  return {
    key: parameterKey(at === -1 ? rest : rest.slice(0, at)),
    ...(at === -1 ? {} : { selector: rest.slice(at + 1) }),
    ...(region === undefined ? {} : { region }),
    ...(accountId === undefined || accountId === "" ? {} : { accountId }),
  };
}

/** The ARN of a parameter for decisions and answers; public ones have no account in it. */
export function parameterArn(place: { readonly region: string; readonly accountId: string }, key: string): string {
  const { region } = place;
  const accountId = isPublic(key) ? "" : place.accountId;
  return `arn:${partitionOfRegion(region)}:ssm:${region}:${accountId}:parameter/${key}`;
}

export function isPublic(key: string): boolean {
  return key.startsWith(PUBLIC_FOLDER);
}

/** Where a parameter is looked for. */
export interface ParameterPlace {
  readonly reader: StoreReader;
  readonly accountId: string;
  readonly region: string;
}

/** A parameter of the account, or a public one. */
export function findParameter(
  { reader, accountId, region }: ParameterPlace,
  reference: ParameterReference,
): ParameterRecord | undefined {
  const { key } = reference;
  if ((reference.region ?? region) !== region || (reference.accountId ?? accountId) !== accountId) return undefined;
  if (isPublic(key)) return listPublicParameters().find(({ name }) => parameterKey(name) === key);
  return parameters.get(reader, accountId, key);
}

/**
 * The version of a parameter that a reference means, or `undefined` where there is none such. What AWS's services read
 * for their callers (CloudFormation, EC2) is read by this too, after `ssm:GetParameters` was required.
 */
export function findVersion(place: ParameterPlace, reference: ParameterReference): ParameterVersion | undefined {
  const record = findParameter(place, reference);
  if (record === undefined || reference.selector === undefined) return record?.versions.at(-1);
  return selectVersion(record, reference.selector);
}

/** The version with this number or label. */
export function selectVersion({ versions }: ParameterRecord, selector: string): ParameterVersion | undefined {
  const isNumber = /^\d+$/.test(selector);
  return versions.find(({ version, labels }) => (isNumber ? version === Number(selector) : labels.includes(selector)));
}

/** The version that is read where none is chosen. */
export function presentVersion({ versions }: ParameterRecord): ParameterVersion {
  return versions.at(-1) ?? versions[0];
}

/** The account's own parameters in the order of their keys. */
export function listParameters(reader: StoreReader, accountId: string): readonly ParameterRecord[] {
  return [...parameters.rows(reader, { under: [accountId] })].map(([, record]) => record);
}

/** AWS's own parameters, as far as the emulator has them; the same for everybody. */
export function listPublicParameters(): readonly ParameterRecord[] {
  return publicParameters().map(({ name, value, publishedAt }): ParameterRecord => {
    const version: ParameterVersion = {
      version: 1,
      type: "String",
      value,
      dataType: "text",
      tier: "Standard",
      modifiedAt: publishedAt,
      modifiedBy: "",
      labels: [],
    };
    return { accountId: "", name, versions: [version], tags: [] };
  });
}

export function putParameter(writer: StoreWriter, record: ParameterRecord): void {
  parameters.put(writer, [record.accountId, parameterKey(record.name)], record);
}

export function removeParameter(writer: StoreWriter, { accountId, name }: ParameterRecord): void {
  parameters.remove(writer, accountId, parameterKey(name));
}
