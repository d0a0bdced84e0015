import { describe, expect, it } from "vitest";
import { createLease, type LeaseOptions, planLease, plannedCalls, type UncheckedScope } from "../../src/lease/index.ts";
import { refusedBy } from "../support/refused-by.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const options: LeaseOptions = { roleArn, region: "eu-west-1", environment: {} };
const scope = { bucket: "my-bucket", key: "key", actions: ["upload"] };
const keys = (count: number, name = (i: number) => `reports/number-${i}.csv`): UncheckedScope => ({
  bucket: "my-bucket",
  keys: Array.from({ length: count }, (_, i) => name(i)),
  actions: ["upload"],
});

describe("the sessions of a plan", () => {
  it("are one where all fits", () => {
    expect(planLease(keys(20), options).sessions).toHaveLength(1);
    expect(planLease({ ...scope, key: undefined, prefix: "reports/" }, options).sessions).toHaveLength(1);
  });

  it("are as many as several keys need, each with a policy that STS takes, in the keys' order", () => {
    const wanted = keys(200);
    const { sessions } = planLease(wanted, options);
    expect(sessions.length).toBeGreaterThan(2);
    for (const { policy, packedEstimate } of sessions) {
      expect(policy.length).toBeLessThanOrEqual(2048);
      expect(packedEstimate).toBeLessThanOrEqual(100);
    }
    const parts = sessions.flatMap(({ scope: part }) => ("keys" in part ? part.keys : "key" in part ? [part.key] : []));
    expect(parts).toEqual(wanted.keys);
  });

  it("leave place for session tags that must be, and none for optional ones", () => {
    const sessionTags = ["a", "b", "c", "d"].map((key) => ({ key, value: "v".repeat(200) }));
    const optional = sessionTags.map((tag) => ({ ...tag, optional: true }));
    const count = (tags: typeof sessionTags): number =>
      planLease(keys(30), { ...options, sessionTags: tags }).sessions.length;
    expect(count(sessionTags)).toBeGreaterThan(count([]));
    expect(count(optional)).toBe(count([]));
  });

  it("are none for a key whose policy STS takes in no case", async () => {
    const long = "*".repeat(600);
    expect((await refusedBy(() => planLease({ ...scope, key: long }, options))).code).toBe("ScopeTooLarge");
    expect(
      (
        await refusedBy(() =>
          planLease(
            keys(2, (i) => long + i),
            options,
          ),
        )
      ).code,
    ).toBe("ScopeTooLarge");
  });

  it("are refused where they would be more than a hundred", async () => {
    const long = (i: number): string => `${i}-${"k".repeat(1000)}`;
    const error = await refusedBy(() => planLease(keys(102, long), options));
    expect(error).toMatchObject({ code: "ScopeTooLarge", facts: { sessions: 102 } });
    expect(planLease(keys(100, long), options).sessions).toHaveLength(100);
  });

  it("are no more than one with an MFA code, which AWS takes once", async () => {
    const mfa = { serialNumber: "GAHT12345678", tokenCode: "123456" };
    expect(planLease(keys(2), { ...options, mfa }).sessions).toHaveLength(1);
    expect((await refusedBy(() => planLease(keys(200), { ...options, mfa }))).message).toContain("MFA");
  });

  it("are refused to createLease where they are several, before any call", async () => {
    const error = await refusedBy(
      createLease(keys(200), { ...options, credentials: () => Promise.reject(new Error()) }),
    );
    expect(error).toMatchObject({
      code: "ScopeTooLarge",
      facts: { sessions: planLease(keys(200), options).sessions.length },
    });
  });
});

describe("the way to mint", () => {
  const tag = { key: "team", value: "blue" };
  const wrong: [string, object, string][] = [
    ["a source identity of one letter", { sourceIdentity: "x" }, "ArgumentInvalid"],
    ["an MFA code of five digits", { mfa: { serialNumber: "GAHT12345678", tokenCode: "12345" } }, "ArgumentInvalid"],
    ["an MFA device that is none", { mfa: { serialNumber: "x y", tokenCode: "123456" } }, "ArgumentInvalid"],
    ["a tag with a key of AWS", { sessionTags: [{ key: "aws:x", value: "y" }] }, "ArgumentInvalid"],
    ["a tag twice", { sessionTags: [tag, { key: "TEAM", value: "x" }] }, "ArgumentInvalid"],
    ["a tag without a key", { sessionTags: [{ key: "", value: "x" }] }, "ArgumentInvalid"],
    ["a tag with a wildcard", { sessionTags: [{ key: "a*", value: "x" }] }, "ArgumentInvalid"],
    [
      "51 tags",
      { sessionTags: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: "" })) },
      "ArgumentInvalid",
    ],
    ["a role of a partition that nobody knows", { roleArn: "arn:aws-x:iam::111111111111:role/r" }, "ArnInvalid"],
    ["tags beside a token", { webIdentity: { token: "a.b.c" }, sessionTags: [tag] }, "ArgumentInvalid"],
    ["a role beside a federated user", { federatedName: "ab" }, "ArgumentInvalid"],
    ["a role of another partition", { roleArn: "arn:aws-cn:iam::111111111111:role/r" }, "ArgumentInvalid"],
    [
      "transitive tags of a federated user",
      { roleArn: undefined, federatedName: "ab", sessionTags: [{ ...tag, transitive: true }] },
      "ArgumentInvalid",
    ],
  ];
  it.each(wrong)("is refused with %s", async (_, change, code) => {
    const merged = Object.fromEntries(
      Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined),
    );
    expect((await refusedBy(() => planLease(scope, merged as unknown as LeaseOptions))).code).toBe(code);
  });

  it("may name letters of any script in tags", () => {
    const sessionTags = [{ key: "チーム", value: "青 / blue" }];
    expect(planLease(scope, { ...options, sessionTags }).method).toEqual({ roleArn, sessionTags });
  });

  it("by a role of another partition is for an endpoint of one's own, and the policy is in the role's", () => {
    const plan = planLease(scope, { ...options, region: "cn-north-1", endpointUrl: "http://127.0.0.1:4566" });
    expect(plan.sessions[0]?.policy).toContain('"arn:aws:s3:::my-bucket/key"');
  });
});

describe("a KMS key", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  it("must be in the bucket's region", async () => {
    const abroad = { ...scope, kmsKeyArn: kmsKeyArn.replace("eu-west-1", "us-east-1") };
    expect((await refusedBy(() => planLease(abroad, options))).code).toBe("ArgumentInvalid");
    expect(planLease({ ...scope, kmsKeyArn }, options).sessions[0]?.policy).toContain(kmsKeyArn);
  });

  it.each([
    "arn:aws:kms:eu-west-1:111111111111:alias/mine",
    "arn:aws:kms:eu-west-1:111111111111:key/*",
    "1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:aws:kms:*:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  ])("is not %s", async (text) => {
    expect((await refusedBy(() => planLease({ ...scope, kmsKeyArn: text }, options))).code).toBe("ArnInvalid");
  });
});

describe("the calls of a plan", () => {
  it("say what would be sent where, without secrets", () => {
    const mfa = { serialNumber: "GAHT12345678", tokenCode: "123456" };
    const plan = planLease(scope, { ...options, externalId: "customer:17", mfa });
    expect(plannedCalls(plan, true)).toEqual([
      { endpoint: "https://sts.eu-west-1.amazonaws.com", operation: "GetCallerIdentity", parameters: {} },
      {
        endpoint: "https://sts.eu-west-1.amazonaws.com",
        operation: "AssumeRole",
        parameters: {
          RoleArn: roleArn,
          RoleSessionName: "keylease-…",
          ExternalId: "customer:17",
          SerialNumber: "GAHT12345678",
          TokenCode: "…",
          Policy: `${plan.sessions[0]?.policy.length} characters`,
          DurationSeconds: 900,
        },
      },
    ]);
  });

  it("ask nobody who calls where a token is all there is", () => {
    const plan = planLease(scope, { ...options, webIdentity: { token: "SECRET.TOKEN.X" } } as LeaseOptions);
    const calls = plannedCalls(plan, true);
    expect(calls.map(({ operation }) => operation)).toEqual(["AssumeRoleWithWebIdentity"]);
    expect(JSON.stringify(calls)).not.toContain("SECRET");
  });

  it("go to the STS that is chosen by the options or the environment", () => {
    const endpointOf = (settings: object): string | undefined =>
      plannedCalls(planLease(scope, { ...options, ...settings } as LeaseOptions))[0]?.endpoint;
    expect(endpointOf({})).toBe("https://sts.eu-west-1.amazonaws.com");
    expect(endpointOf({ useFipsEndpoint: true })).toBe("https://sts-fips.eu-west-1.amazonaws.com");
    const environment = { AWS_USE_DUALSTACK_ENDPOINT: "true" };
    expect(endpointOf({ environment })).toBe("https://sts.eu-west-1.api.aws");
    expect(endpointOf({ environment, useDualstackEndpoint: false })).toBe("https://sts.eu-west-1.amazonaws.com");
  });

  it("go to no endpoint of one's own where one of AWS's was asked for", async () => {
    const endpointUrl = "http://127.0.0.1:4566";
    const refusal = await refusedBy(() => planLease(scope, { ...options, endpointUrl, useFipsEndpoint: true }));
    expect(refusal.message).toBe(`a FIPS endpoint was asked for, and \`${endpointUrl}\` is an endpoint of one's own`);
  });
});
