import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLease, type LeaseOptions, type Scope, ServiceError } from "../../src/lease/index.ts";
import { type FakeServer, startFakeServer, startRawServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { startHalfSts, startRefusingSts } from "./fake-sts.ts";

const scope: Scope = { bucket: "my-bucket", key: "key", actions: ["upload"] };
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "CALLER-SECRET" };
const options: LeaseOptions = {
  roleArn: "arn:aws:iam::111111111111:role/uploader",
  region: "ap-northeast-1",
  credentials,
  environment: {},
};

describe("refused before any call", () => {
  let server: FakeServer;
  beforeEach(async () => {
    server = await startFakeServer(() => ({ status: 500 }));
  });
  afterEach(() => server.close());

  const scopes: [string, Scope, string][] = [
    ["a scope without a bucket", { ...scope, bucket: "" }, "ScopeEmpty"],
    ["a scope without a key", { ...scope, key: "" }, "ScopeEmpty"],
    ["a scope without an action", { ...scope, actions: [] }, "ScopeEmpty"],
    ["a bucket that cannot be", { ...scope, bucket: "My_Bucket" }, "BucketNameInvalid"],
    ["a key that is too long", { ...scope, key: "k".repeat(1025) }, "KeyInvalid"],
    ["a key that a policy cannot hold", { ...scope, key: "\u3042" }, "KeyUnrepresentable"],
    ["an action that nobody knows", { ...scope, actions: ["admin" as "upload"] }, "ScopeActionUnknown"],
    ["a key that is a prefix", { ...scope, key: "reports/" }, "ArgumentInvalid"],
  ];
  const changes: [string, Partial<LeaseOptions>, string][] = [
    ["899 seconds", { durationSeconds: 899 }, "DurationOutOfRange"],
    ["43,201 seconds", { durationSeconds: 43_201 }, "DurationOutOfRange"],
    ["half a second more", { durationSeconds: 900.5 }, "DurationOutOfRange"],
    ["no number of seconds", { durationSeconds: Number.NaN }, "DurationOutOfRange"],
    ["a role that is no ARN", { roleArn: "uploader" }, "ArnInvalid"],
    ["the ARN of a user", { roleArn: "arn:aws:iam::111111111111:user/x" }, "ArnInvalid"],
    ["the ARN of a session", { roleArn: "arn:aws:sts::111111111111:assumed-role/r/s" }, "ArnInvalid"],
    ["a role without an account", { roleArn: "arn:aws:iam::12:role/uploader" }, "ArnInvalid"],
    ["a role without a name", { roleArn: "arn:aws:iam::111111111111:role/" }, "ArnInvalid"],
    ["an external id of one letter", { externalId: "x" }, "ArgumentInvalid"],
    ["an external id with a space", { externalId: "a b" }, "ArgumentInvalid"],
    ["a region that is a host", { region: "evil.example" }, "ArgumentInvalid"],
    ["an endpoint that is no URL", { endpointUrl: "127.0.0.1" }, "ArgumentInvalid"],
  ];

  it.each(scopes)("%s", async (_, wrong, code) => {
    const error = await refusedBy(createLease(wrong, { ...options, endpointUrl: server.endpoint }));
    expect(error.code).toBe(code);
    expect(server.requests).toHaveLength(0);
  });

  it.each(changes)("%s", async (_, change, code) => {
    const error = await refusedBy(
      createLease(scope, { ...options, endpointUrl: server.endpoint, ...change } as LeaseOptions),
    );
    expect(error.code).toBe(code);
    expect(server.requests).toHaveLength(0);
  });

  it.each(["x", "a b", "n".repeat(33), ""])("the federated user %j", async (federatedName) => {
    const { roleArn: _, ...settings } = options as { roleArn: string };
    const error = await refusedBy(createLease(scope, { ...settings, federatedName, endpointUrl: server.endpoint }));
    expect(error.code).toBe("ArgumentInvalid");
    expect(server.requests).toHaveLength(0);
  });
});

describe("refused by STS", () => {
  it("becomes a ServiceError with AWS's code, text, status and request id", async () => {
    const text = "User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn";
    const sts = await startRefusingSts({ status: 403, code: "AccessDenied", message: text });
    const error = await refusedBy(createLease(scope, { ...options, endpointUrl: sts.endpoint }));
    await sts.close();
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toBe(`sts refused AssumeRole with AccessDenied: ${text}`);
    expect(error.facts).toEqual({
      service: "sts",
      operation: "AssumeRole",
      awsCode: "AccessDenied",
      status: 403,
      requestId: "11111111-2222-3333-4444-555555555555",
    });
    expect(error.hint).toContain("keylease explain 11111111-2222-3333-4444-555555555555");
  });

  it("is told with a hint that fits AWS's code", async () => {
    const sts = await startRefusingSts({ status: 403, code: "ExpiredToken", message: "The token is expired" });
    const error = await refusedBy(createLease(scope, { ...options, endpointUrl: sts.endpoint }));
    await sts.close();
    expect(error.hint).toContain("new lease");
  });

  it("is told without the SDK's exchange, which holds the caller's session token", async () => {
    const sts = await startRefusingSts({ status: 403, code: "AccessDenied", message: "no" });
    const caller = { ...credentials, sessionToken: "CALLER-TOKEN" };
    const error = await refusedBy(createLease(scope, { ...options, credentials: caller, endpointUrl: sts.endpoint }));
    await sts.close();
    const whole = inspect(error, { depth: null, showHidden: true });
    expect(whole).toContain("AccessDenied");
    expect(whole).not.toMatch(/CALLER-TOKEN|CALLER-SECRET|x-amz-security-token/i);
  });

  it.each([
    ["PackedPolicyTooLarge", "Packed policy consumes 112% of allotted space, please use smaller policy."],
    ["ValidationError", "Serialized token too large for session"],
  ])(
    "for its size (%s) is told with what can be cut, after one more try without optional tags",
    async (code, message) => {
      const sts = await startRefusingSts({ status: 400, code, message });
      const sessionTags = [
        { key: "kept", value: "x" },
        { key: "note", value: "x", optional: true },
      ];
      const error = await refusedBy(createLease(scope, { ...options, sessionTags, endpointUrl: sts.endpoint }));
      await sts.close();
      expect(error.facts).toMatchObject({ awsCode: code, operation: "AssumeRole" });
      expect(error.hint).toContain("Cut what is packed: a shorter key or prefix, fewer session tags (kept).");
      expect(sts.requests.map(({ body }) => body.toString().includes("note"))).toEqual([true, false]);
    },
  );

  it("does not become half a lease where the answer lacks the token", async () => {
    const sts = await startHalfSts();
    const error = await refusedBy(createLease(scope, { ...options, endpointUrl: sts.endpoint }));
    await sts.close();
    expect(error.code).toBe("ServiceError");
    expect(JSON.stringify(error.facts) + error.message).not.toContain("MINTED");
  });

  it("is a ClientTimeout where nobody answers", async () => {
    const server = await startFakeServer(() => ({ status: 200 }));
    await server.close();
    const error = await refusedBy(createLease(scope, { ...options, endpointUrl: server.endpoint }));
    expect(error.code).toBe("ClientTimeout");
    expect(error.facts).toEqual({ service: "sts", reason: "ECONNREFUSED" });
  });
});

describe("an abort", () => {
  it("beforehand makes no call", async () => {
    const reason = new Error("enough");
    const call = createLease(scope, { ...options, signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });

  it("in the middle ends the call with the signal's reason and leaves no listener behind", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const server = await startRawServer(() => stop.abort(reason));
    const call = createLease(scope, { ...options, endpointUrl: server.endpoint, signal: stop.signal });
    await expect(call).rejects.toBe(reason);
    await server.close();
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });
});
