import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseLease, writeLease } from "../../src/lease/index.ts";
import { sampleLease } from "./sample-lease.ts";

const { accessKeyId, secretAccessKey, sessionToken } = sampleLease.credentials;

describe("a lease is handed over", () => {
  it("as its document", () => {
    expect(parseLease(writeLease(sampleLease, "json"))).toEqual(sampleLease);
  });

  it("as lines that a shell evaluates, whatever the values hold", () => {
    const odd = 'it\'s $(id) `id` \\ "x"';
    const lease = {
      ...sampleLease,
      endpoints: { s3: "http://127.0.0.1:4566" },
      credentials: { ...sampleLease.credentials, secretAccessKey: odd },
    };
    const script = `${writeLease(lease, "env")}\nexec "$0" -p 'JSON.stringify(process.env)'`;
    const env = { AWS_PROFILE: "admin", PATH: process.env.PATH ?? "" };
    const seen = JSON.parse(execFileSync("sh", ["-c", script, process.execPath], { env }).toString());
    expect(seen).toMatchObject({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: odd,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_CREDENTIAL_EXPIRATION: "2099-01-01T00:00:00.000Z",
      AWS_REGION: "ap-northeast-1",
      AWS_DEFAULT_REGION: "ap-northeast-1",
      AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4566",
    });
    expect(seen).not.toHaveProperty("AWS_PROFILE");
    expect(seen).not.toHaveProperty("AWS_ENDPOINT_URL_STS");
  });

  it("as the answer of a credential_process", () => {
    expect(JSON.parse(writeLease(sampleLease, "process"))).toEqual({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: "2099-01-01T00:00:00.000Z",
      AccountId: "111111111111",
    });
  });
});
