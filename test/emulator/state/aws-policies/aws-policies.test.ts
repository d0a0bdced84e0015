import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { awsPolicies } from "../../../../src/emulator/state/aws-policies/aws-policies.ts";
import { evaluate, parsePolicy } from "../../../../src/policy/index.ts";

const documentOf = (name: string): string => awsPolicies.find(`arn:aws:iam::aws:policy/${name}`)?.document ?? "";

describe("the table of AWS managed policies", () => {
  it("holds documents that the policy engine reads, each of them", () => {
    const refused = awsPolicies.list().filter(({ document }) => {
      try {
        return parsePolicy(document, "identity").statements.length === 0;
      } catch {
        return true;
      }
    });
    expect(refused.map(({ policyName }) => policyName)).toEqual([]);
  });

  it.each([
    "AdministratorAccess",
    "AmazonEC2FullAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMManagedInstanceCore",
    "AWSCloudFormationFullAccess",
    "CloudWatchAgentServerPolicy",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "job-function/ViewOnlyAccess",
    "service-role/AWSLambdaBasicExecutionRole",
  ])("holds %s", (name) => {
    expect(documentOf(name)).toMatch(/^\{"Version":"2012-10-17","Statement":\[?\{/);
  });

  it("tells the documents, versions, ids and dates that AWS published", () => {
    expect(awsPolicies.find("arn:aws:iam::aws:policy/AdministratorAccess")).toEqual({
      path: "/",
      policyName: "AdministratorAccess",
      policyId: "ANPAIWMBCKSKIEE64ZLYK",
      versionId: "v1",
      createdAt: "2015-02-06T18:39:46.000Z",
      updatedAt: "2015-02-06T18:39:46.000Z",
      document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    });
    expect(JSON.parse(documentOf("AmazonS3ReadOnlyAccess"))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"],
          Resource: "*",
        },
      ],
    });
  });

  it("gives every policy an id of its own, in AWS's form", () => {
    const ids = awsPolicies.list().map(({ policyId }) => policyId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^ANPA[A-Z0-9]{17}$/.test(id))).toEqual([]);
  });

  it("finds nothing under other accounts, names or paths", () => {
    for (const arn of [
      "arn:aws:iam::111111111111:policy/AdministratorAccess",
      "arn:aws:iam::aws:policy/administratoraccess",
      "arn:aws:iam::aws:policy/ViewOnlyAccess",
      "arn:aws:iam::aws:policy/__proto__",
      "arn:aws:iam::aws:role/AdministratorAccess",
    ]) {
      expect(awsPolicies.find(arn)).toBeUndefined();
    }
  });

  it("grants what AWS's policies grant: PowerUserAccess everything but IAM", () => {
    const identity = [{ name: "power", policy: parsePolicy(documentOf("PowerUserAccess"), "identity") }];
    const decide = (action: string) =>
      evaluate(
        {
          principal: {
            type: "user",
            accountId: "111111111111",
            arn: "arn:aws:iam::111111111111:user/ada",
            uniqueId: "",
          },
          action,
          resource: "*",
          resourceAccountId: "111111111111",
          context: new Map(),
        },
        { identity, resource: [] },
      ).effect;
    expect([decide("s3:PutObject"), decide("iam:ListRoles"), decide("iam:CreateUser")]).toEqual([
      "Allow",
      "Allow",
      "Deny",
    ]);
  });

  it("names its source and licence", () => {
    const url = new URL("../../../../src/emulator/state/aws-policies/table.ts", import.meta.url);
    expect(readFileSync(url, "utf8").slice(0, 400)).toMatch(
      /^\/\*!\n \* Written by .+ from moto [\s\S]+Apache License, Version 2\.0/,
    );
  });
});
