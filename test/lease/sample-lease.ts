import type { Lease } from "../../src/lease/index.ts";

/** A lease that is alive until 2099; its secrets are recognisable. */
export const sampleLease: Lease = {
  version: 2,
  id: "abcdefghij0123456789",
  scope: { bucket: "my-bucket", key: "reports/a*.csv", actions: ["upload"] },
  region: "ap-northeast-1",
  endpoints: {},
  principalArn: "arn:aws:sts::111111111111:assumed-role/uploader/keylease-abcdefghij0123456789",
  roleArn: "arn:aws:iam::111111111111:role/uploader",
  credentials: {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "SECRET/KEY+EXAMPLE",
    sessionToken: "TOKEN/EXAMPLE==",
    expiration: new Date("2099-01-01T00:00:00.000Z"),
  },
};
