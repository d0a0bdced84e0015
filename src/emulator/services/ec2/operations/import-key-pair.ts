import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { importKeyMaterial } from "../key-material.ts";
import { addKeyPair, checkKeyName, refuseDuplicate } from "../key-pairs.ts";
import { ec2Arn, requestTagKeys, requirement, tagOnCreate } from "../resources.ts";
import { readTagSpecifications, type TagItem, tagSet } from "../tags.ts";

export interface ImportKeyPairResult {
  readonly keyName: string;
  readonly keyFingerprint: string;
  readonly keyPairId: string;
  readonly tagSet?: readonly TagItem[];
}

const NAME = "ImportKeyPair";

/** Keeps a public key whose private key stays with the caller. */
export const importKeyPair: Operation = ec2Operation({
  name: NAME,
  errors: [
    "InvalidKey.Format",
    "InvalidKeyPair.Duplicate",
    "InvalidParameterValue",
    "MissingParameter",
    "TagLimitExceeded",
  ],
  parse: (params) => ({
    keyName: checkKeyName(required(params, "KeyName")),
    material: importKeyMaterial(Buffer.from(required(params, "PublicKeyMaterial"), "base64").toString("utf8")),
    tags: readTagSpecifications(params, "key-pair"),
  }),
  authorise({ keyName, material, tags }, context) {
    const resource = ec2Arn(context, "key-pair", keyName);
    const keys = { ...requestTagKeys(tags), "ec2:KeyPairType": material.keyType };
    return [
      requirement(context, { action: "ec2:ImportKeyPair", resource, context: keys }),
      ...tagOnCreate(context, { tags, resource, operation: NAME }),
    ];
  },
  validate: ({ keyName }, { state, caller }) => refuseDuplicate(state.store, { accountId: caller.accountId, keyName }),
  async run({ keyName, material, tags }, context): Promise<ImportKeyPairResult> {
    const pair = await addKeyPair(context, { keyName, tags, material });
    return { keyName, keyFingerprint: pair.fingerprint, keyPairId: pair.keyPairId, ...tagSet(tags) };
  },
});
