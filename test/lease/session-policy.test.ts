// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import { describe, expect, it } from "vitest";
import { type Scope, sessionPolicyFor } from "../../src/lease/index.ts";
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
});
