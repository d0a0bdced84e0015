import { dnsSuffixOf } from "../core/index.ts";
import { escapeLiteral } from "../policy/index.ts";
import { objectActionsOf } from "./actions.ts";
import { checkScope, type Scope, type UncheckedScope } from "./scope.ts";
import type { ScopeConditions } from "./scope-conditions.ts";

type ConditionBlock = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement as it is written. */
interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: ConditionBlock;
}

/**
 * Writes the session policy that confines credentials to a scope, as JSON without spaces.
 *
 * The version is 2012-10-17 because only there is a wildcard in a key written as a literal (`${*}`); under
 * 2008-10-17 the same text would be three plain characters.
 *
 * Conditions are written as denials: they hold for every Allow at once, cost the resources no second time, and hold
 * against a bucket policy that allows the session directly, which an Allow with a condition would not.
 *
 * @param partition Such as `aws-cn`. Default: `aws`.
 * @throws KeyleaseError as `checkScope`: a policy is never written from an unchecked scope.
 */
export function sessionPolicyFor(scope: UncheckedScope, partition = "aws"): string {
  const checked = checkScope(scope);
  const statements = [
    ...allowObjects(checked, partition),
    ...allowListing(checked, partition),
    ...allowKmsKey(checked),
    ...denials(checked),
  ];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function allowObjects(scope: Scope, partition: string): readonly PolicyStatement[] {
  const actions = objectActionsOf(scope.actions);
  if (actions.length === 0) return [];
  const arns = keyPatterns(scope).map((pattern) => `arn:${partition}:s3:::${scope.bucket}/${pattern}`);
  return [{ Effect: "Allow", Action: actions, Resource: oneOrAll(arns) }];
}

/** The scope's keys as patterns of a policy: all their characters are literals, and the one wildcard is a prefix's end. */
function keyPatterns(scope: Scope): readonly string[] {
  if ("prefix" in scope) return [`${escapeLiteral(scope.prefix)}*`];
  return ("keys" in scope ? scope.keys : [scope.key]).map(escapeLiteral);
}

/** Listing is an action on the bucket: which names are shown is up to the prefix that is asked for. */
function allowListing(scope: Scope, partition: string): readonly PolicyStatement[] {
  if (!scope.actions.includes("list")) return [];
  const prefixes = oneOrAll(keyPatterns(scope));
  return [
    {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: `arn:${partition}:s3:::${scope.bucket}`,
      Condition: { StringLike: { "s3:prefix": prefixes } },
    },
  ];
}

/** Uploads in parts need `kms:Decrypt` too, for S3 reads the parts again when it puts them together. */
function allowKmsKey({ kmsKeyArn }: Scope): readonly PolicyStatement[] {
  if (kmsKeyArn === undefined) return [];
  return [
    {
      Effect: "Allow",
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: kmsKeyArn,
      Condition: { StringEquals: { "kms:ViaService": s3ServiceNames(kmsKeyArn.split(":")[3] ?? "") } },
    },
  ];
}

/** Where addresses end otherwise, as in China, both names are in use. */
function s3ServiceNames(region: string): string | readonly string[] {
  const names = ["amazonaws.com", dnsSuffixOf(region)].map((suffix) => `s3.${region}.${suffix}`);
  return oneOrAll([...new Set(names)]);
}

function denials({ conditions = {}, kmsKeyArn }: Scope): readonly PolicyStatement[] {
  return [
    ...denyOtherNetworks(conditions),
    ...denyOverwriting(conditions),
    ...requiredHeaderKeys(conditions, kmsKeyArn).map(([key, value]) => denyUnless("s3:PutObject", key, value)),
    ...Object.entries(conditions.tags ?? {}).map(([key, value]) =>
      denyUnless(["s3:PutObject", "s3:PutObjectTagging"], `s3:RequestObjectTag/${key}`, value),
    ),
  ];
}

/** Both operators hold for a key that is absent, so a request is refused unless one of the two lists has it. */
function denyOtherNetworks({ sourceIps, sourceVpces }: ScopeConditions): readonly PolicyStatement[] {
  if (sourceIps === undefined && sourceVpces === undefined) return [];
  const condition: ConditionBlock = {
    ...(sourceIps === undefined ? {} : { NotIpAddress: { "aws:SourceIp": oneOrAll(sourceIps) } }),
    ...(sourceVpces === undefined ? {} : { StringNotEquals: { "aws:SourceVpce": oneOrAll(sourceVpces) } }),
  };
  return [{ Effect: "Deny", Action: "s3:*", Resource: "*", Condition: condition }];
}

/**
 * What makes an object must carry `If-None-Match`; S3 takes no value of it but `*`. The other calls of an upload in parts
 * take no such header, and are told apart by `s3:ObjectCreationOperation`. With `IfExists` a request that has not got that
 * key is refused as well.
 */
function denyOverwriting({ writeOnce }: ScopeConditions): readonly PolicyStatement[] {
  if (writeOnce !== true) return [];
  const condition = {
    Null: { "s3:if-none-match": "true" },
    BoolIfExists: { "s3:ObjectCreationOperation": "true" },
  };
  return [{ Effect: "Deny", Action: "s3:PutObject", Resource: "*", Condition: condition }];
}

/** Refused are other values, and requests without any. */
function denyUnless(action: PolicyStatement["Action"], key: string, value: string): PolicyStatement {
  return { Effect: "Deny", Action: action, Resource: "*", Condition: { StringNotEquals: { [key]: value } } };
}

/** Context keys that an upload's headers must give, with their values. */
function requiredHeaderKeys(
  { encryption, storageClass }: ScopeConditions,
  kmsKeyArn: string | undefined,
): readonly (readonly [key: string, value: string])[] {
  const sse = "s3:x-amz-server-side-encryption";
  const usesKms = encryption !== undefined && encryption !== "AES256" && kmsKeyArn !== undefined;
  return [
    ...(encryption === undefined ? [] : [[sse, encryption] as const]),
    ...(usesKms ? [[`${sse}-aws-kms-key-id`, kmsKeyArn] as const] : []),
    ...(storageClass === undefined ? [] : [["s3:x-amz-storage-class", storageClass] as const]),
  ];
}

/** One text alone is written without its list, which is shorter. */
function oneOrAll(texts: readonly string[]): string | readonly string[] {
  const [first] = texts;
  return texts.length === 1 && first !== undefined ? first : texts;
}
