// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import { describe, expect, it } from "vitest";
import { type Scope, sessionPolicyFor } from "../../src/lease/index.ts";
import { evaluate, parsePolicy } from "../../src/policy/index.ts";
import { refusedBy } from "../support/refused-by.ts";

const scope: Scope = { bucket: "my-bucket", key: "reports/november.csv", actions: ["upload"] };

describe("the session policy of a scope", () => {
  it("allows the upload actions on the one object and nothing else", () => {
    expect(JSON.parse(sessionPolicyFor(scope))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
          Resource: "arn:aws:s3:::my-bucket/reports/november.csv",
        },
      ],
    });
  });

  it("adds what each further word stands for", () => {
    const policy = JSON.parse(sessionPolicyFor({ ...scope, actions: ["acl", "tagging", "read", "delete"] }));
    expect(policy.Statement[0].Action).toEqual([
      "s3:PutObjectAcl",
      "s3:PutObjectTagging",
      "s3:GetObject",
      "s3:DeleteObject",
    ]);
  });

  it.each(["aws", "aws-cn", "aws-us-gov"])("names the object in the partition %s", (partition) => {
    expect(JSON.parse(sessionPolicyFor(scope, partition)).Statement[0].Resource).toBe(
      `arn:${partition}:s3:::my-bucket/reports/november.csv`,
    );
  });

  it("writes wildcards and variables of the key as literals, each character once", () => {
    const policy = JSON.parse(sessionPolicyFor({ ...scope, key: "a*b?c$d${aws:username}" }));
    expect(policy.Statement[0].Resource).toBe("arn:aws:s3:::my-bucket/a${*}b${?}c${$}d${$}{aws:username}");
  });

  it("is never written for a scope that was not checked", async () => {
    const unchecked = { ...scope, key: "\u20AC" };
    expect((await refusedBy(() => sessionPolicyFor(unchecked))).code).toBe("KeyUnrepresentable");
    expect((await refusedBy(() => sessionPolicyFor({ ...scope, bucket: "*" }))).code).toBe("BucketNameInvalid");
    expect((await refusedBy(() => sessionPolicyFor({ ...scope, actions: [] }))).code).toBe("ScopeEmpty");
  });

  it("names a prefix with the one wildcard that is none of its characters", () => {
    const { Statement } = JSON.parse(sessionPolicyFor({ bucket: "my-bucket", prefix: "a*/?/", actions: ["upload"] }));
    expect(Statement[0].Resource).toBe("arn:aws:s3:::my-bucket/a${*}/${?}/*");
  });

  it("lists names by what they begin with, on the bucket", () => {
    const list = (objects: object) => {
      const { Statement } = JSON.parse(sessionPolicyFor({ bucket: "my-bucket", actions: ["list"], ...objects }));
      expect(Statement).toHaveLength(1);
      return Statement[0];
    };
    expect(list({ key: "a*" })).toEqual({
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::my-bucket",
      Condition: { StringLike: { "s3:prefix": "a${*}" } },
    });
    expect(list({ prefix: "a*/" }).Condition).toEqual({ StringLike: { "s3:prefix": "a${*}/*" } });
    expect(list({ keys: ["a", "b"] }).Condition).toEqual({ StringLike: { "s3:prefix": ["a", "b"] } });
  });

  it("lets a KMS key be used through S3 of its region alone", () => {
    const kms = (region: string, partition: string) => {
      const kmsKeyArn = `arn:${partition}:kms:${region}:111111111111:key/1234abcd`;
      const { Statement } = JSON.parse(sessionPolicyFor({ ...scope, kmsKeyArn }, partition));
      expect(Statement[1]).toMatchObject({ Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: kmsKeyArn });
      return Statement[1].Condition.StringEquals["kms:ViaService"];
    };
    expect(kms("eu-west-1", "aws")).toBe("s3.eu-west-1.amazonaws.com");
    expect(kms("cn-north-1", "aws-cn")).toEqual(["s3.cn-north-1.amazonaws.com", "s3.cn-north-1.amazonaws.com.cn"]);
  });

  it("denies what the conditions do not hold for, on everything", () => {
    const kmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd";
    const policy = sessionPolicyFor({
      ...scope,
      actions: ["upload", "tagging"],
      kmsKeyArn,
      conditions: {
        writeOnce: true,
        sourceIps: ["2001:db8::/32", "192.0.2.1"],
        sourceVpces: ["vpce-0123456789abcdef0"],
        encryption: "aws:kms",
        storageClass: "GLACIER_IR",
        tags: { team: "blue" },
      },
    });
    const put = (Condition: object, Action: unknown = "s3:PutObject") => ({
      Effect: "Deny",
      Action,
      Resource: "*",
      Condition,
    });
    expect(JSON.parse(policy).Statement.slice(2)).toEqual([
      put(
        {
          NotIpAddress: { "aws:SourceIp": ["192.0.2.1", "2001:db8::/32"] },
          StringNotEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" },
        },
        "s3:*",
      ),
      put({ Null: { "s3:if-none-match": "true" }, BoolIfExists: { "s3:ObjectCreationOperation": "true" } }),
      put({ StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } }),
      put({ StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn } }),
      put({ StringNotEquals: { "s3:x-amz-storage-class": "GLACIER_IR" } }),
      put({ StringNotEquals: { "s3:RequestObjectTag/team": "blue" } }, ["s3:PutObject", "s3:PutObjectTagging"]),
    ]);
    expect(parsePolicy(policy, "session").statements).toHaveLength(8);
  });

  it("lets requests through an endpoint pass that it names, and no others", () => {
    const conditions = { sourceIps: ["192.0.2.1"], sourceVpces: ["vpce-0123456789abcdef0"] };
    const policy = parsePolicy(sessionPolicyFor({ ...scope, conditions }), "session");
    const decide = (context: Readonly<Record<string, string>>): string => {
      const principal = {
        type: "user",
        accountId: "111111111111",
        arn: "arn:aws:iam::111111111111:user/x",
        uniqueId: "AIDA",
        userName: "x",
      } as const;
      const resource = "arn:aws:s3:::my-bucket/reports/november.csv";
      const request = {
        principal,
        action: "s3:PutObject",
        resource,
        resourceAccountId: "111111111111",
        context: new Map(Object.entries(context)),
      };
      const asIdentity = { ...policy, kind: "identity" as const };
      return evaluate(request, { identity: [{ name: "p", policy: asIdentity }], resource: [] }).effect;
    };
    expect(decide({ "aws:sourcevpce": "vpce-0123456789abcdef0" })).toBe("Allow");
    expect(decide({ "aws:sourcevpce": "vpce-0000000000000000a" })).toBe("Deny");
    expect(decide({ "aws:sourceip": "192.0.2.1" })).toBe("Allow");
    expect(decide({ "aws:sourceip": "192.0.2.2" })).toBe("Deny");
    expect(decide({})).toBe("Deny");
  });
});
