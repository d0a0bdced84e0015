import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPoliciesCommand,
  type ListPoliciesCommandInput,
  ListPolicyVersionsCommand,
  PutUserPermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, policyDocument, trust } from "./identities.ts";

const DOCUMENT = policyDocument(allow("s3:GetObject"));

describe("managed policies", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  const create = async (PolicyName = "read", more = {}): Promise<string> => {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: DOCUMENT, ...more }));
    return Policy?.Arn ?? "";
  };
  const addVersion = (PolicyArn: string, SetAsDefault = false) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: DOCUMENT, SetAsDefault }));

  it("are made, described and deleted", async () => {
    const Tags = [{ Key: "team", Value: "blue" }];
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: "read",
        Path: "/s3/",
        PolicyDocument: DOCUMENT,
        Description: "reads",
        Tags,
      }),
    );
    const PolicyArn = "arn:aws:iam::111111111111:policy/s3/read";
    expect(Policy).toEqual({
      PolicyName: "read",
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: PolicyArn,
      Path: "/s3/",
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: expect.any(Date),
      UpdateDate: expect.any(Date),
      Tags,
    });
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toEqual({ ...Policy, Description: "reads" });
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    expect(PolicyVersion).toEqual({
      Document: expect.any(String),
      VersionId: "v1",
      IsDefaultVersion: true,
      CreateDate: expect.any(Date),
    });
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(DOCUMENT);
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn })))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: `Policy ${PolicyArn} was not found.`,
    });
  });

  it("have names that differ by more than case, whatever their path", async () => {
    await create();
    expect(await refusal(create("READ", { Path: "/x/" }))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "A policy called READ already exists. Duplicate names are not allowed.",
    });
  });

  it("have at most 6,144 characters, white space not counted", async () => {
    const sized = (size: number) => policyDocument(allow("s3:GetObject", `arn:aws:s3:::${"k".repeat(size)}`));
    const frame = sized(0).length;
    await create("fits", { PolicyDocument: sized(6144 - frame) + " ".repeat(9) });
    expect(await refusal(create("long", { PolicyDocument: sized(6145 - frame) }))).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for PolicySize: 6144",
    });
  });

  it("have at most five versions, whose numbers are not given twice", async () => {
    const PolicyArn = await create();
    for (const number of [2, 3, 4, 5]) {
      const { PolicyVersion } = await addVersion(PolicyArn);
      expect([PolicyVersion?.VersionId, PolicyVersion?.IsDefaultVersion]).toEqual([`v${number}`, false]);
    }
    expect(await refusal(addVersion(PolicyArn))).toMatchObject({ code: "LimitExceeded", status: 409 });
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v5" }));
    expect((await addVersion(PolicyArn, true)).PolicyVersion).toMatchObject({
      VersionId: "v6",
      IsDefaultVersion: true,
    });
    const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions.map((version) => version.VersionId)).toEqual(["v6", "v4", "v3", "v2", "v1"]);
    expect(await refusal(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v6" })))).toEqual({
      code: "DeleteConflict",
      status: 409,
      message: "Cannot delete the default version of a policy.",
    });
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe("v2");
    expect(await refusal(iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v5" })))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: `Policy ${PolicyArn} version v5 does not exist or is not attachable.`,
    });
  });

  it("are in force in their default version", async () => {
    const PolicyArn = await create("list", { PolicyDocument: policyDocument(allow("iam:ListPolicies")) });
    const ada = await makeUser(iam, "ada");
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn }));
    const own = iamOf(emulator, ada);
    await own.send(new ListPoliciesCommand());
    await addVersion(PolicyArn, true);
    expect(await refusal(own.send(new ListPoliciesCommand()))).toMatchObject({ code: "AccessDenied" });
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await own.send(new ListPoliciesCommand());
  });

  it("are not deleted while somebody uses them, or with more than one version", async () => {
    const PolicyArn = await create();
    const conflict = async () => {
      const answer = await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })));
      expect(answer).toMatchObject({ code: "DeleteConflict", status: 409 });
      return answer.message;
    };
    await addVersion(PolicyArn);
    expect(await conflict()).toMatch(/^This policy has more than one version\./);
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
    await makeUser(iam, "ada");
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn }));
    expect(await conflict()).toBe("Cannot delete a policy attached to entities.");
    await iam.send(new DetachUserPolicyCommand({ UserName: "ada", PolicyArn }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "ada", PermissionsBoundary: PolicyArn }));
    expect(await conflict()).toBe("Cannot delete a policy attached to entities.");
  });

  it("are listed by path and by use", async () => {
    const [used, boundary] = [await create("used", { Path: "/a/" }), await create("boundary")];
    await create("idle");
    await makeRole(iam, { name: "worker", trustPolicy: trust("*") });
    await makeUser(iam, "ada");
    await iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn: used }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: used }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "ada", PermissionsBoundary: boundary }));
    const names = async (input: ListPoliciesCommandInput) =>
      ((await iam.send(new ListPoliciesCommand(input))).Policies ?? []).map((policy) => policy.PolicyName);
    expect(await names({ Scope: "Local" })).toEqual(["boundary", "idle", "used"]);
    expect(await names({ PathPrefix: "/a/" })).toEqual(["used"]);
    expect(await names({ OnlyAttached: true })).toEqual(["used"]);
    expect(await names({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual(["boundary"]);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: used }));
    expect([Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount]).toEqual([2, 0]);
  });
});
