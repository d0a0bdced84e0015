import { textAt } from "./answer.ts";
import { ec2 } from "./query-calls.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_KEY_PAIR } from "./schemas/ec2-key-pair.ts";
import { resourceTags, tagSpecification } from "./tags.ts";

/**
 * A key pair: imported where the template has the public key, else new. AWS keeps the private key of a new one in
 * Systems Manager; the emulator has no such service and keeps it nowhere.
 */
export const ec2KeyPair: ResourceType = resourceType({
  schema: EC2_KEY_PAIR,
  emulates: true,
  nameProperty: "KeyName",
  attributes: ["KeyFingerprint", "KeyPairId"],
  async create({ KeyName, KeyFormat, KeyType, PublicKeyMaterial, Tags }, context) {
    const tags = tagSpecification("key-pair", resourceTags(Tags, context));
    const answer = await context.call(
      PublicKeyMaterial === undefined
        ? ec2("CreateKeyPair", { KeyName, KeyFormat, KeyType, ...tags })
        : ec2("ImportKeyPair", { KeyName, PublicKeyMaterial: Buffer.from(PublicKeyMaterial), ...tags }),
    );
    const made = {
      physicalId: KeyName,
      attributes: { KeyFingerprint: textAt(answer, "keyFingerprint"), KeyPairId: textAt(answer, "keyPairId") },
    };
    await context.initiated(made);
    return made;
  },
  delete: ({ physicalId }, context) => context.callUnlessGone(ec2("DeleteKeyPair", { KeyName: physicalId })),
});
