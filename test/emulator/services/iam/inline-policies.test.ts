import {
  CreateUserCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, policyDocument, trust } from "./identities.ts";

const DOCUMENT = `${policyDocument(allow("apigateway:PUT", "arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3A*"))}\n`;
const PolicyName = "rights";

describe("inline policies", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    await iam.send(new CreateUserCommand({ UserName: "ada" }));
    await makeRole(iam, { name: "worker", trustPolicy: trust("*") });
  });
  afterEach(() => emulator.close());

  it("of a user are written, read as they were written, listed and deleted", async () => {
    const UserName = "ada";
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: DOCUMENT }));
    const shown = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
    expect([shown.UserName, shown.PolicyName]).toEqual([UserName, PolicyName]);
    expect(decodeURIComponent(shown.PolicyDocument ?? "")).toBe(DOCUMENT);
    expect(shown.PolicyDocument).not.toMatch(/[!'()*"{}: ]/);
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual([PolicyName]);
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
    for (const command of [
      new GetUserPolicyCommand({ UserName, PolicyName }),
      new DeleteUserPolicyCommand({ UserName, PolicyName }),
    ]) {
      expect(await refusal(iam.send(command as GetUserPolicyCommand))).toEqual({
        code: "NoSuchEntity",
        status: 404,
        message: "The user policy with name rights cannot be found.",
      });
    }
  });

  it("of a role are written, read as they were written, listed and deleted", async () => {
    const RoleName = "worker";
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: DOCUMENT }));
    const shown = await iam.send(new GetRolePolicyCommand({ RoleName: "WORKER", PolicyName }));
    expect([shown.RoleName, shown.PolicyName]).toEqual([RoleName, PolicyName]);
    expect(decodeURIComponent(shown.PolicyDocument ?? "")).toBe(DOCUMENT);
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual([PolicyName]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    expect(await refusal(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: "The role policy with name rights cannot be found.",
    });
  });

  it("may be called like what every object has", async () => {
    const command = new GetUserPolicyCommand({ UserName: "ada", PolicyName: "constructor" });
    expect(await refusal(iam.send(command))).toMatchObject({ code: "NoSuchEntity" });
  });

  it("need an owner", async () => {
    const put = new PutRolePolicyCommand({ RoleName: "nothing", PolicyName, PolicyDocument: DOCUMENT });
    expect(await refusal(iam.send(put))).toMatchObject({ code: "NoSuchEntity", status: 404 });
  });

  it("must be policies, in whole", async () => {
    for (const PolicyDocument of ["{", '{"Version":"2012-10-17"}', policyDocument({ ...allow("s3:*"), Extra: 1 })]) {
      const command = new PutUserPolicyCommand({ UserName: "ada", PolicyName, PolicyDocument });
      expect(await refusal(iam.send(command))).toEqual({
        code: "MalformedPolicyDocument",
        status: 400,
        message: "Syntax errors in policy.",
      });
    }
    expect((await iam.send(new ListUserPoliciesCommand({ UserName: "ada" }))).PolicyNames).toEqual([]);
  });

  it.each([
    ["user", 2048],
    ["role", 10_240],
  ])("of a %s have %i characters together, white space not counted", async (owner, limit) => {
    const put = (name: string, PolicyDocument: string) =>
      owner === "user"
        ? iam.send(new PutUserPolicyCommand({ UserName: "ada", PolicyName: name, PolicyDocument }))
        : iam.send(new PutRolePolicyCommand({ RoleName: "worker", PolicyName: name, PolicyDocument }));
    const empty = policyDocument(allow("s3:*", "arn:aws:s3:::")).length;
    const sized = (length: number) => policyDocument(allow("s3:*", `arn:aws:s3:::${"k".repeat(length - empty)}`));
    await put("half", `${sized(limit / 2)}${" ".repeat(50)}`);
    await put("other-half", sized(limit / 2));
    expect(await refusal(put("more", sized(empty + 1)))).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: `Maximum policy size of ${limit} bytes exceeded for ${owner} ${owner === "user" ? "ada" : "worker"}`,
    });
    await put("half", sized(empty + 1));
  });
});
