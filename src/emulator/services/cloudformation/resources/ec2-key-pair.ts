import { textAt } from "./answer.ts";
import { ec2, ssm } from "./query-calls.ts";
import { type ResourceContext, type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_KEY_PAIR } from "./schemas/ec2-key-pair.ts";
import { resourceTags, tagSpecification } from "./tags.ts";

/**
 * A key pair: imported where the template has the public key, else new. The private key of a new one is told once, so
 * that it is put into Systems Manager, as an encrypted parameter that is named by the pair's id.
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
    const KeyPairId = textAt(answer, "keyPairId");
    const made = { physicalId: KeyName, attributes: { KeyFingerprint: textAt(answer, "keyFingerprint"), KeyPairId } };
    if (PublicKeyMaterial === undefined) await keepPrivateKey(KeyPairId, textAt(answer, "keyMaterial"), context);
    await context.initiated(made);
    return made;
  },
  async delete({ physicalId: KeyName, attributes, properties }, context) {
    await context.callUnlessGone(ec2("DeleteKeyPair", { KeyName }));
    const { KeyPairId } = attributes;
    if (properties.PublicKeyMaterial !== undefined || KeyPairId === undefined) return;
    await context.callUnlessGone(ssm("DeleteParameter", { Name: privateKeyName(KeyPairId) }));
  },
});

const privateKeyName = (keyPairId: string): string => `/ec2/keypair/${keyPairId}`;

/** A pair whose private key cannot be kept is of no use, and whoever may not keep it may not take it away either. */
async function keepPrivateKey(keyPairId: string, Value: string, context: ResourceContext): Promise<void> {
  try {
    await context.call(ssm("PutParameter", { Name: privateKeyName(keyPairId), Type: "SecureString", Value }));
  } catch (error) {
    await context.callUnlessGone(ec2("DeleteKeyPair", { KeyPairId: keyPairId }));
    throw error;
  }
}
