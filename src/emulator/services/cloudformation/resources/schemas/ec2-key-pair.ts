// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const EC2_KEY_PAIR = {
  name: "AWS::EC2::KeyPair",
  identifier: ["KeyName"],
  attributes: ["KeyFingerprint", "KeyPairId"],
  properties: {
    KeyFormat: { type: "text", values: ["pem", "ppk"], recreation: "Always" },
    KeyName: { type: "text", required: true, recreation: "Always" },
    KeyType: { type: "text", values: ["rsa", "ed25519"], recreation: "Always" },
    PublicKeyMaterial: { type: "text", recreation: "Always" },
    Tags: { type: "list", of: { type: "object", is: "Tag" }, recreation: "Always" },
  },
  definitions: {
    Tag: {
      Key: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
  },
} as const;
