import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { type KeyType, newKeyMaterial } from "../key-material.ts";
import { addKeyPair, checkKeyName, refuseDuplicate } from "../key-pairs.ts";
import { ec2Arn, requestTagKeys, requirement, tagOnCreate } from "../resources.ts";
import { readTagSpecifications, type TagItem, tagSet } from "../tags.ts";

export interface CreateKeyPairResult {
  readonly keyName: string;
  readonly keyFingerprint: string;
  /** The private key: in this answer and nowhere else. */
  readonly keyMaterial: string;
  readonly keyPairId: string;
  readonly tagSet?: readonly TagItem[];
}

const NAME = "CreateKeyPair";
const KEY_TYPES: ReadonlySet<string> = new Set<KeyType>(["rsa", "ed25519"]);

/** Makes a key pair and hands out its private key once. */
export const createKeyPair: Operation = ec2Operation({
  name: NAME,
  errors: ["InvalidKeyPair.Duplicate", "InvalidParameterValue", "MissingParameter", "TagLimitExceeded"],
  parse(params) {
    const keyType = params.string("KeyType") ?? "rsa";
    const keyFormat = params.string("KeyFormat") ?? "pem";
    if (!KEY_TYPES.has(keyType)) throw ec2Errors.invalid(`Value (${keyType}) for parameter keyType is invalid.`);
    if (keyFormat !== "pem") throw ec2Errors.notEmulated(NAME, `KeyFormat ${keyFormat}`);
    const keyName = checkKeyName(required(params, "KeyName"));
    return { keyName, keyType: keyType as KeyType, tags: readTagSpecifications(params, "key-pair") };
  },
  authorise({ keyName, keyType, tags }, context) {
    const resource = ec2Arn(context, "key-pair", keyName);
    const keys = { ...requestTagKeys(tags), "ec2:KeyPairType": keyType };
    return [
      requirement(context, { action: "ec2:CreateKeyPair", resource, context: keys }),
      ...tagOnCreate(context, { tags, resource, operation: NAME }),
    ];
  },
  validate: ({ keyName }, { state, caller }) => refuseDuplicate(state.store, { accountId: caller.accountId, keyName }),
  async run({ keyName, keyType, tags }, context): Promise<CreateKeyPairResult> {
    const material = await newKeyMaterial(keyType);
    const pair = await addKeyPair(context, { keyName, tags, material });
    return {
      keyName,
      keyFingerprint: pair.fingerprint,
      keyMaterial: material.privateKey,
      keyPairId: pair.keyPairId,
      ...tagSet(tags),
    };
  },
});
