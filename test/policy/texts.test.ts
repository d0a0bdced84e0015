import { describe, expect, test } from "vitest";
import { denialReason } from "../../src/policy/denial-text.ts";
import { awsDenial, type Decision, denialSentence, escapeLiteral, policyCanHold } from "../../src/policy/index.ts";
import { PRINCIPALS } from "./principals.ts";

const denied = (layer: Decision["layer"], reason: Decision["reason"]): Decision => ({
  effect: "Deny",
  reason,
  layer,
  accountsDiffer: false,
});

describe("the reason of a denial", () => {
  test.each([
    ["identity", "because no identity-based policy allows the s3:PutObject action"],
    ["boundary", "because no permissions boundary allows the s3:PutObject action"],
    ["session", "because no session policy allows the s3:PutObject action"],
    ["resource", "because no resource-based policy allows the s3:PutObject action"],
    ["scp", "because no service control policy allows the s3:PutObject action"],
    ["rcp", "because no resource control policy allows the s3:PutObject action"],
  ] as const)("names the %s layer that does not allow", (layer, expected) => {
    expect(denialReason(denied(layer, "implicit-deny"), "s3:PutObject")).toBe(expected);
  });

  test.each([
    ["identity", "with an explicit deny in an identity-based policy"],
    ["boundary", "with an explicit deny in a permissions boundary"],
    ["session", "with an explicit deny in a session policy"],
    ["resource", "with an explicit deny in a resource-based policy"],
    ["scp", "with an explicit deny in a service control policy"],
    ["rcp", "with an explicit deny in a resource control policy"],
  ] as const)("names the %s layer that denies", (layer, expected) => {
    expect(denialReason(denied(layer, "explicit-deny"), "s3:PutObject")).toBe(expected);
  });

  test("is empty where there is none", () => {
    const allowed: Decision = { effect: "Allow", reason: "allowed", layer: "identity", accountsDiffer: false };
    expect(denialReason(allowed, "s3:PutObject")).toBe("");
  });
});

describe("AWS's denial", () => {
  const session = denied("session", "implicit-deny");
  const principal = PRINCIPALS.uploader;
  const put = { principal, action: "s3:PutObject", resource: "arn:aws:s3:::b/k" };

  test("of S3 has the resource in quotes", () => {
    expect(awsDenial(put, session)).toEqual({
      code: "AccessDenied",
      message: `User: ${principal.arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" because no session policy allows the s3:PutObject action`,
    });
  });

  test("of S3 has no resource where the action has none", () => {
    expect(awsDenial({ ...put, action: "s3:ListAllMyBuckets", resource: "*" }, session).message).toBe(
      `User: ${principal.arn} is not authorized to perform: s3:ListAllMyBuckets because no session policy allows the s3:ListAllMyBuckets action`,
    );
  });

  test("of S3 tells strangers nothing", () => {
    expect(awsDenial({ ...put, principal: PRINCIPALS.anonymous }, session).message).toBe("Access Denied");
    expect(awsDenial(put, { ...session, accountsDiffer: true }).message).toBe("Access Denied");
  });

  test("of the assumption of a role has no reason", () => {
    const role = "arn:aws:iam::111122223333:role/target";
    expect(awsDenial({ principal, action: "sts:AssumeRole", resource: role }, session).message).toBe(
      `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    );
    expect(
      awsDenial({ principal: PRINCIPALS.oidc, action: "sts:AssumeRoleWithWebIdentity", resource: role }, session)
        .message,
    ).toBe("Not authorized to perform sts:AssumeRoleWithWebIdentity");
  });

  test("of EC2 has a code and a first sentence of its own, also for an action of IAM", () => {
    const pass = { principal, action: "iam:PassRole", resource: "arn:aws:iam::111122223333:role/r" };
    const sentence = `User: ${principal.arn} is not authorized to perform: iam:PassRole on resource: ${pass.resource} because no session policy allows the iam:PassRole action`;
    expect(awsDenial(pass, session, "ec2")).toEqual({
      code: "UnauthorizedOperation",
      message: `You are not authorized to perform this operation. ${sentence}`,
    });
    expect(awsDenial(pass, session)).toEqual({ code: "AccessDenied", message: sentence });
  });

  test.each([
    ["iam:GetUser", "user/eng/ann", "user ann"],
    ["iam:AttachRolePolicy", "role/uploader", "role uploader"],
    ["iam:AddUserToGroup", "group/makers", "group makers"],
    ["iam:GetInstanceProfile", "instance-profile/p", "instance profile p"],
    ["iam:CreatePolicy", "policy/a/p", "policy p"],
    ["iam:GetPolicy", "policy/a/p", "policy arn:aws:iam::111122223333:policy/a/p"],
    ["iam:CreateRole", "role/uploader", "arn:aws:iam::111122223333:role/uploader"],
    ["iam:GetOpenIDConnectProvider", "oidc-provider/x.example", "arn:aws:iam::111122223333:oidc-provider/x.example"],
  ])("of IAM's %s calls %s `%s`", (action, resource, text) => {
    const asked = { principal, action, resource: `arn:aws:iam::111122223333:${resource}` };
    expect(awsDenial(asked, session).message).toBe(
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${text} because no session policy allows the ${action} action`,
    );
  });

  test.each([
    ["iam:ListUsers", "arn:aws:iam::111122223333:user/"],
    ["iam:ListPolicies", "policy path /"],
    ["iam:GetAccountSummary", "*"],
  ])("of IAM's %s, which has no resource, names `%s`", (action, text) => {
    const { message } = awsDenial({ principal, action, resource: "*" }, session);
    expect(message).toContain(` on resource: ${text} because `);
  });

  test("can have a reason that is no policy's", () => {
    expect(denialSentence(put, "because it rains.")).toBe(
      `User: ${principal.arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" because it rains.`,
    );
  });
});

describe("escaping", () => {
  test("escapes each character once", () => {
    expect(escapeLiteral(`a*b?c$d\${*}`)).toBe(`a\${*}b\${?}c\${$}d\${$}{\${*}}`);
  });
});

describe("what a policy can hold", () => {
  test.each(["", "a/b c.txt", "\t\n\r", "ÿ", "café"])("%j fits", (text) => {
    expect(policyCanHold(text)).toBe(true);
  });

  test.each(["\u0000", "\u001f", "Ā", "日本", "😀", "a\nĀ", "\ud800"])("%j does not", (text) => {
    expect(policyCanHold(text)).toBe(false);
  });
});
