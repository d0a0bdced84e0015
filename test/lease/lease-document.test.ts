import { describe, expect, it } from "vitest";
import { formatLease, type Lease, parseLease, parseLeases, type Scope } from "../../src/lease/index.ts";
import { refusedBy } from "../support/refused-by.ts";
import { sampleLease } from "./sample-lease.ts";

type Json = Record<string, unknown>;

/** The sample's document after a change. */
function changed(change: (document: Json & { scope: Json; credentials: Json; endpoints: Json }) => void): string {
  const document = JSON.parse(formatLease(sampleLease));
  change(document);
  return JSON.stringify(document);
}

/** Of a document that a field of its scope is not in; the sample's key makes place for it. */
const prefixScope = { bucket: "my-bucket", prefix: "reports/", actions: ["upload"] };

describe("a lease document", () => {
  it("is read back as it was written", () => {
    expect(parseLease(formatLease(sampleLease))).toEqual(sampleLease);
  });

  it("may name endpoints, and may lack a role", () => {
    const endpoints = { s3: "http://127.0.0.1:4566", sts: "https://sts.example" };
    const { roleArn: _, ...federated } = sampleLease;
    expect(parseLease(formatLease({ ...federated, endpoints }))).toEqual({ ...federated, endpoints });
  });

  it.each<[string, Scope]>([
    ["a prefix", { bucket: "my-bucket", prefix: "a*/", actions: ["upload"] }],
    ["several keys", { bucket: "my-bucket", keys: ["a", "b*"], actions: ["upload", "read"] }],
    [
      "conditions and a KMS key",
      {
        bucket: "my-bucket",
        key: "a",
        actions: ["upload", "tagging"],
        conditions: {
          writeOnce: true,
          sourceIps: ["203.0.113.0/24"],
          sourceVpces: ["vpce-0123456789abcdef0"],
          encryption: "aws:kms",
          storageClass: "STANDARD_IA",
          tags: { team: "blue" },
        },
        kmsKeyArn: "arn:aws:kms:ap-northeast-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      },
    ],
  ])("may be for %s", (_, scope) => {
    const lease: Lease = { ...sampleLease, scope, packedPolicySize: 17 };
    expect(parseLease(formatLease(lease))).toEqual(lease);
  });

  it("of version 1, which knew scopes of one key alone, is read as one of version 2", () => {
    const document = changed((lease) => Object.assign(lease, { version: 1 }));
    expect(parseLease(document)).toEqual(sampleLease);
  });

  it("may be one of several in a list", async () => {
    const other = { ...sampleLease, id: "9876543210jihgfedcba" };
    expect(parseLeases(JSON.stringify([sampleLease, other]))).toEqual([sampleLease, other]);
    expect(parseLeases(formatLease(sampleLease))).toEqual([sampleLease]);
    for (const text of [
      "[]",
      "[1]",
      `[${formatLease(sampleLease)},{}]`,
      "{}",
      JSON.stringify(Array(1001).fill(sampleLease)),
    ]) {
      expect((await refusedBy(() => parseLeases(text))).code).toBe("LeaseMalformed");
    }
  });

  it("is expired from the very second of its expiry on", async () => {
    const { expiration } = sampleLease.credentials;
    const at = (milliseconds: number) => ({ clock: { now: () => new Date(expiration.getTime() + milliseconds) } });
    expect(parseLease(formatLease(sampleLease), at(-1000)).id).toBe(sampleLease.id);
    const error = await refusedBy(() => parseLease(formatLease(sampleLease), at(0)));
    expect(error.code).toBe("LeaseExpired");
    expect(error.message).toContain("2099-01-01T00:00:00.000Z");
  });
});

describe("what is not a whole lease is refused as LeaseMalformed", () => {
  it.each<[string, string]>([
    ["an empty text", ""],
    ["no JSON", "export AWS_ACCESS_KEY_ID=x"],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["a text beyond all measure", `"${"x".repeat(70_000)}"`],
    ["another version", changed((lease) => Object.assign(lease, { version: 3 }))],
    ["a version that is a text", changed((lease) => Object.assign(lease, { version: "1" }))],
    ["several kinds of objects", changed(({ scope }) => Object.assign(scope, { keys: ["a", "b"] }))],
    ["a condition that nobody knows", changed(({ scope }) => Object.assign(scope, { conditions: { x: 1 } }))],
    ["a prefix in version 1", changed((lease) => Object.assign(lease, { version: 1, scope: prefixScope }))],
    ["a packed size in version 1", changed((lease) => Object.assign(lease, { version: 1, packedPolicySize: 3 }))],
    ["a field that nobody knows", changed((lease) => Object.assign(lease, { limits: {} }))],
    ["a scope with a field that nobody knows", changed(({ scope }) => Object.assign(scope, { prefix: "x" }))],
    ["an id of another form", changed((lease) => Object.assign(lease, { id: "../../x" }))],
    ["no secret key", changed(({ credentials }) => delete credentials.secretAccessKey)],
    ["no session token", changed(({ credentials }) => delete credentials.sessionToken)],
    ["an empty session token", changed(({ credentials }) => Object.assign(credentials, { sessionToken: "" }))],
    ["a token with a line break", changed(({ credentials }) => Object.assign(credentials, { sessionToken: "a\r\nb" }))],
    ["no expiry", changed(({ credentials }) => delete credentials.expiration)],
    ["an expiry that is no time", changed(({ credentials }) => Object.assign(credentials, { expiration: "soon" }))],
    ["a wildcard for a bucket", changed(({ scope }) => Object.assign(scope, { bucket: "*" }))],
    ["an action that nobody knows", changed(({ scope }) => Object.assign(scope, { actions: ["upload", "admin"] }))],
    ["no action", changed(({ scope }) => Object.assign(scope, { actions: [] }))],
    ["an endpoint that is no URL", changed(({ endpoints }) => Object.assign(endpoints, { s3: "file:///etc/passwd" }))],
    ["a region that is a host", changed((lease) => Object.assign(lease, { region: "evil.example/x" }))],
  ])("%s", async (_, document) => {
    const error = await refusedBy(() => parseLease(document));
    expect(error.code).toBe("LeaseMalformed");
  });

  it("and the refusal says which field, but never what was in it", async () => {
    const secrets = ["SECRET/KEY+EXAMPLE", "TOKEN/EXAMPLE=="];
    const documents = [
      changed(({ credentials }) => Object.assign(credentials, { accessKeyId: secrets[0] })),
      changed(({ scope }) => Object.assign(scope, { actions: secrets })),
      `${formatLease(sampleLease)}}`,
      formatLease(sampleLease).slice(0, -3),
    ];
    for (const document of documents) {
      const { message, hint, facts, cause } = await refusedBy(() => parseLease(document));
      const told = JSON.stringify({ message, hint, facts, cause: String(cause) });
      for (const secret of secrets) expect(told).not.toContain(secret);
    }
    expect((await refusedBy(() => parseLease(documents[0] as string))).message).toContain("credentials.accessKeyId");
  });
});
