import {
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetInstanceProfileCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { policyDocument, trust } from "../../iam/identities.ts";
import { type Made, makeOne, type ResourceOptions } from "./one-resource.ts";

const ACCOUNT = "arn:aws:iam::111111111111:";
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const document = (Action: string): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const inline = (PolicyName: string, action: string): object => ({ PolicyName, PolicyDocument: document(action) });
const decoded = (text: string | undefined): unknown => JSON.parse(decodeURIComponent(text ?? ""));

describe("identities in stacks", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let policies: readonly string[];
  beforeAll(async () => {
    emulator = await startTestEmulator();
    iam = new IAMClient(clientConfig(emulator));
    const named = ["one", "two"].map(async (PolicyName) => {
      const PolicyDocument = policyDocument({ Effect: "Allow", Action: "s3:Nothing", Resource: "*" });
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
      return Policy?.Arn ?? "";
    });
    policies = await Promise.all(named);
    await iam.send(new CreateGroupCommand({ GroupName: "crew" }));
    await iam.send(new CreateGroupCommand({ GroupName: "guests" }));
    await iam.send(new CreateUserCommand({ UserName: "ann" }));
    await iam.send(new CreateUserCommand({ UserName: "bob" }));
    for (const RoleName of ["worker", "helper"]) {
      const AssumeRolePolicyDocument = trust({ Service: "ec2.amazonaws.com" });
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    }
  });
  afterAll(() => emulator.close());

  const make = (name: string, properties: object, options: ResourceOptions = {}): Promise<Made> =>
    makeOne(emulator, `AWS::IAM::${name}`, properties, options);
  const gone = async (call: Promise<unknown>): Promise<void> =>
    expect(await refusal(call)).toMatchObject({ code: "NoSuchEntity" });
  const membersOf = async (GroupName: string): Promise<unknown> =>
    (await iam.send(new GetGroupCommand({ GroupName }))).Users?.map(({ UserName }) => UserName);
  const groupsOf = async (UserName: string): Promise<unknown> =>
    (await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups?.map(({ GroupName }) => GroupName);

  it("AWS::IAM::Role: everything, changed in place, deleted", async () => {
    const [one = "", two = ""] = policies;
    const tags = [{ Key: "from", Value: "stack" }];
    const made = await make(
      "Role",
      {
        RoleName: "complete",
        Path: "/team/",
        Description: "a role",
        MaxSessionDuration: 7200,
        AssumeRolePolicyDocument: TRUST,
        ManagedPolicyArns: [one],
        PermissionsBoundary: one,
        Policies: [inline("kept", "s3:Old"), inline("dropped", "s3:Old")],
        Tags: [{ Key: "k", Value: "v" }],
      },
      { attributes: ["Arn", "RoleId"], tags },
    );
    const RoleName = "complete";
    const role = async () => (await iam.send(new GetRoleCommand({ RoleName }))).Role;
    const policy = async (PolicyName: string): Promise<unknown> =>
      decoded((await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument);
    const attached = async (): Promise<unknown> =>
      (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies?.map(
        ({ PolicyArn }) => PolicyArn,
      );
    expect(made.values).toMatchObject({ Ref: RoleName, Arn: `${ACCOUNT}role/team/complete` });
    expect(await role()).toMatchObject({
      Arn: made.values.Arn,
      RoleId: made.values.RoleId,
      Path: "/team/",
      Description: "a role",
      MaxSessionDuration: 7200,
      PermissionsBoundary: { PermissionsBoundaryArn: one },
      Tags: [
        { Key: "from", Value: "stack" },
        { Key: "k", Value: "v" },
      ],
    });
    expect(await policy("dropped")).toEqual(document("s3:Old"));
    expect(await attached()).toEqual([one]);

    const changed = await made.update(
      {
        RoleName,
        Path: "/team/",
        AssumeRolePolicyDocument: { ...TRUST, Statement: [{ ...TRUST.Statement[0], Principal: { AWS: "*" } }] },
        ManagedPolicyArns: [two],
        Policies: [inline("kept", "s3:New"), inline("added", "s3:New")],
        Tags: [{ Key: "k", Value: "w" }],
      },
      [],
    );
    expect([changed.failure, changed.status]).toEqual([undefined, "UPDATE_COMPLETE"]);
    expect(changed.values).toEqual(made.values);
    const now = await role();
    expect(now).toMatchObject({
      RoleId: made.values.RoleId,
      MaxSessionDuration: 3600,
      Tags: [{ Key: "k", Value: "w" }],
    });
    expect(now?.Description ?? "").toBe("");
    expect(now?.PermissionsBoundary).toBeUndefined();
    expect(decoded(now?.AssumeRolePolicyDocument)).toMatchObject({ Statement: [{ Principal: { AWS: "*" } }] });
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    expect(PolicyNames).toEqual(["added", "kept"]);
    expect(await policy("kept")).toEqual(document("s3:New"));
    expect(await attached()).toEqual([two]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(role());
  });

  it("AWS::IAM::Role: replaced for another path, but not under the name that it has", async () => {
    const unnamed = await make("Role", { AssumeRolePolicyDocument: TRUST }, { attributes: ["Arn"] });
    const moved = await unnamed.update({ AssumeRolePolicyDocument: TRUST, Path: "/else/" });
    expect(moved.status).toBe("UPDATE_COMPLETE");
    expect(moved.values.Ref).not.toBe(unnamed.values.Ref);
    expect(moved.values.Arn).toBe(`${ACCOUNT}role/else/${moved.values.Ref}`);
    await gone(iam.send(new GetRoleCommand({ RoleName: unnamed.values.Ref })));
    const named = await make("Role", { RoleName: "named", AssumeRolePolicyDocument: TRUST });
    const refused = await named.update({ RoleName: "named", AssumeRolePolicyDocument: TRUST, Path: "/else/" });
    expect(refused.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(refused.failure).toBe(
      "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename named and update the stack again.",
    );
  });

  it("AWS::IAM::Role: an update that IAM refuses half-way is undone", async () => {
    const properties = { RoleName: "undone", AssumeRolePolicyDocument: TRUST, Policies: [inline("p", "s3:Old")] };
    const made = await make("Role", properties);
    const bad = { PolicyName: "bad", PolicyDocument: { Version: "2012-10-17", Statement: [{}] } };
    const Policies = [inline("p", "s3:New"), bad];
    const failed = await made.update({ ...properties, Description: "changed", Policies });
    expect(failed.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "undone" }));
    expect(Role?.Description ?? "").toBe("");
    const policy = await iam.send(new GetRolePolicyCommand({ RoleName: "undone", PolicyName: "p" }));
    expect(decoded(policy.PolicyDocument)).toEqual(document("s3:Old"));
  });

  it("AWS::IAM::Role: what IAM refuses at first is not left behind", async () => {
    const { failure } = await make("Role", {
      RoleName: "half",
      AssumeRolePolicyDocument: TRUST,
      Policies: [{ PolicyName: "bad", PolicyDocument: { Version: "2012-10-17", Statement: [{}] } }],
    });
    expect(failure).toMatch(/\(Service: Iam, Status Code: 400, .*HandlerErrorCode: InvalidRequest\)$/);
    await gone(iam.send(new GetRoleCommand({ RoleName: "half" })));
  });

  it("AWS::IAM::InstanceProfile: with one role, which can be exchanged", async () => {
    const made = await make("InstanceProfile", { Path: "/team/", Roles: ["worker"] }, { attributes: ["Arn"] });
    const InstanceProfileName = made.values.Ref ?? "";
    const profile = async (): Promise<unknown> =>
      (await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile;
    expect(await profile()).toMatchObject({ Arn: made.values.Arn, Path: "/team/", Roles: [{ RoleName: "worker" }] });
    expect((await made.update({ Path: "/team/", Roles: ["helper"] })).status).toBe("UPDATE_COMPLETE");
    expect(await profile()).toMatchObject({ Roles: [{ RoleName: "helper" }] });
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(profile());
    const start = "Properties validation failed for resource R with message:\n#/Roles: ";
    const failures = [
      await make("InstanceProfile", { Roles: ["worker", "helper"] }),
      await make("InstanceProfile", { Roles: [] }),
    ];
    expect(failures.map(({ failure }) => failure)).toEqual([
      `${start}expected maximum item count: 1, found: 2`,
      `${start}expected minimum item count: 1, found: 0`,
    ]);
  });

  it("AWS::IAM::User: everything, changed in place, deleted", async () => {
    const [one = "", two = ""] = policies;
    const made = await make(
      "User",
      {
        UserName: "carl",
        Path: "/staff/",
        Groups: ["crew"],
        ManagedPolicyArns: [one],
        PermissionsBoundary: one,
        Policies: [inline("own", "s3:Old")],
        Tags: [{ Key: "k", Value: "v" }],
      },
      { attributes: ["Arn"] },
    );
    const UserName = "carl";
    const user = async () => (await iam.send(new GetUserCommand({ UserName }))).User;
    expect(made.values).toEqual({ Ref: UserName, Arn: `${ACCOUNT}user/staff/carl` });
    expect(await user()).toMatchObject({
      Arn: made.values.Arn,
      PermissionsBoundary: { PermissionsBoundaryArn: one },
      Tags: [{ Key: "k", Value: "v" }],
    });
    expect(await groupsOf(UserName)).toEqual(["crew"]);
    const changed = await made.update({
      UserName,
      Groups: ["guests"],
      ManagedPolicyArns: [two],
      PermissionsBoundary: two,
      Policies: [inline("own", "s3:New")],
    });
    expect([changed.failure, changed.status]).toEqual([undefined, "UPDATE_COMPLETE"]);
    expect(changed.values).toEqual({ Ref: UserName, Arn: `${ACCOUNT}user/carl` });
    expect(await user()).toMatchObject({ Path: "/", PermissionsBoundary: { PermissionsBoundaryArn: two } });
    expect((await user())?.Tags ?? []).toEqual([]);
    expect(await groupsOf(UserName)).toEqual(["guests"]);
    const own = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName: "own" }));
    expect(decoded(own.PolicyDocument)).toEqual(document("s3:New"));
    const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([two]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(user());
  });

  it("AWS::IAM::User: has a made-up name, and cannot be deleted while it has a key of others' making", async () => {
    const made = await make("User", {});
    const UserName = made.values.Ref ?? "";
    expect(UserName).toMatch(/^stack-\d+-R-[A-Za-z0-9]{12}$/);
    await iam.send(new CreateAccessKeyCommand({ UserName }));
    expect(await made.remove()).toBe("DELETE_FAILED");
  });

  it("AWS::IAM::Group: with policies, changed in place, deleted", async () => {
    const [one = "", two = ""] = policies;
    const properties = {
      GroupName: "team",
      Path: "/a/",
      ManagedPolicyArns: [one],
      Policies: [inline("own", "s3:Old")],
    };
    const made = await make("Group", properties, { attributes: ["Arn"] });
    const GroupName = "team";
    expect(made.values).toEqual({ Ref: GroupName, Arn: `${ACCOUNT}group/a/team` });
    const changed = await made.update({
      GroupName,
      Path: "/b/",
      ManagedPolicyArns: [two],
      Policies: [inline("new", "s3:New")],
    });
    expect(changed.status).toBe("UPDATE_COMPLETE");
    expect(changed.values).toEqual({ Ref: GroupName, Arn: `${ACCOUNT}group/b/team` });
    await gone(iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName: "own" })));
    const policy = await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName: "new" }));
    expect(decoded(policy.PolicyDocument)).toEqual(document("s3:New"));
    const { AttachedPolicies } = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([two]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(iam.send(new GetGroupCommand({ GroupName })));
  });

  it("AWS::IAM::UserToGroupAddition: users come and go, and change groups", async () => {
    const made = await make("UserToGroupAddition", { GroupName: "crew", Users: ["ann"] }, { attributes: ["Id"] });
    expect(made.values.Id).toBe(made.values.Ref);
    expect(await membersOf("crew")).toEqual(["ann"]);
    expect((await made.update({ GroupName: "crew", Users: ["bob"] })).status).toBe("UPDATE_COMPLETE");
    expect(await membersOf("crew")).toEqual(["bob"]);
    expect((await made.update({ GroupName: "guests", Users: ["ann", "bob"] })).status).toBe("UPDATE_COMPLETE");
    expect([await membersOf("crew"), await membersOf("guests")]).toEqual([[], ["ann", "bob"]]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect(await membersOf("guests")).toEqual([]);
    const failed = await make("UserToGroupAddition", { GroupName: "crew", Users: ["ann", "nobody"] });
    expect(failed.failure).toContain("nobody");
    expect(await membersOf("crew")).toEqual([]);
  });

  it("AWS::IAM::AccessKey: gives its id and its secret, which sign; can be switched off", async () => {
    const made = await make("AccessKey", { UserName: "ann" }, { attributes: ["SecretAccessKey"] });
    const { Ref: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = made.values;
    expect(accessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
    const sts = new STSClient(clientConfig(emulator, { accessKeyId, secretAccessKey }));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`${ACCOUNT}user/ann`);
    const statuses = async (UserName: string): Promise<unknown> =>
      (await iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata?.map(({ Status }) => Status);
    const off = await made.update({ UserName: "ann", Status: "Inactive" });
    expect([off.status, off.values]).toEqual(["UPDATE_COMPLETE", made.values]);
    expect(await statuses("ann")).toEqual(["Inactive"]);
    const rotated = await made.update({ UserName: "ann", Serial: 1 });
    expect(rotated.status).toBe("UPDATE_COMPLETE");
    expect(rotated.values.Ref).not.toBe(accessKeyId);
    expect(rotated.values.SecretAccessKey).not.toBe(secretAccessKey);
    expect(await statuses("ann")).toEqual(["Active"]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect(await statuses("ann")).toEqual([]);
    const born = await make("AccessKey", { UserName: "bob", Status: "Inactive" });
    expect(await statuses("bob")).toEqual(["Inactive"]);
    expect(await born.remove()).toBe("DELETE_COMPLETE");
  });

  it("AWS::IAM::OIDCProvider: clients, thumbprints and tags change in place", async () => {
    const thumbprints = ["a".repeat(40), "b".repeat(40)];
    const properties = {
      Url: "https://issuer.example.com",
      ClientIdList: ["x", "y"],
      ThumbprintList: [thumbprints[0]],
    };
    const made = await make(
      "OIDCProvider",
      { ...properties, Tags: [{ Key: "k", Value: "v" }] },
      { attributes: ["Arn"] },
    );
    const OpenIDConnectProviderArn = `${ACCOUNT}oidc-provider/issuer.example.com`;
    expect(made.values).toEqual({ Ref: OpenIDConnectProviderArn, Arn: OpenIDConnectProviderArn });
    const provider = () => iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    expect(await provider()).toMatchObject({ ClientIDList: ["x", "y"], Tags: [{ Key: "k", Value: "v" }] });
    const changed = await made.update({ ...properties, ClientIdList: ["y", "z"], ThumbprintList: thumbprints });
    expect([changed.failure, changed.status]).toEqual([undefined, "UPDATE_COMPLETE"]);
    const now = await provider();
    expect([now.ClientIDList, now.ThumbprintList, now.Tags ?? []]).toEqual([["y", "z"], thumbprints, []]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(provider());
  });

  it("AWS::IAM::Policy: the same inline policy for all that it names", async () => {
    const properties = { PolicyName: "shared", PolicyDocument: document("s3:Old") };
    const made = await make(
      "Policy",
      { ...properties, Roles: ["worker"], Users: ["ann"], Groups: ["crew"] },
      { attributes: ["Id"] },
    );
    expect(made.failure).toBeUndefined();
    expect(made.values.Ref).toMatch(/^stack-?\d*-R-[A-Za-z0-9]{12}$/);
    expect(made.values.Id).toBe(made.values.Ref);
    const ofRole = async (RoleName: string, PolicyName = "shared"): Promise<unknown> =>
      decoded((await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument);
    expect(await ofRole("worker")).toEqual(document("s3:Old"));
    expect((await iam.send(new GetUserPolicyCommand({ UserName: "ann", PolicyName: "shared" }))).PolicyName).toBe(
      "shared",
    );
    expect((await iam.send(new GetGroupPolicyCommand({ GroupName: "crew", PolicyName: "shared" }))).PolicyName).toBe(
      "shared",
    );

    const moved = await made.update({
      PolicyName: "shared",
      PolicyDocument: document("s3:New"),
      Roles: ["worker", "helper"],
    });
    expect([moved.status, moved.values]).toEqual(["UPDATE_COMPLETE", made.values]);
    expect([await ofRole("worker"), await ofRole("helper")]).toEqual([document("s3:New"), document("s3:New")]);
    await gone(iam.send(new GetUserPolicyCommand({ UserName: "ann", PolicyName: "shared" })));
    await gone(iam.send(new GetGroupPolicyCommand({ GroupName: "crew", PolicyName: "shared" })));

    const renamed = await made.update({ PolicyName: "other", PolicyDocument: document("s3:New"), Roles: ["worker"] });
    expect(renamed.status).toBe("UPDATE_COMPLETE");
    expect(await ofRole("worker", "other")).toEqual(document("s3:New"));
    await gone(ofRole("worker"));
    await gone(ofRole("helper"));
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(ofRole("worker", "other"));
    expect((await make("Policy", properties)).failure).toBe("At least one of [Groups,Roles,Users] must be non-empty.");
  });

  it("AWS::IAM::ManagedPolicy: versions and attachments change in place", async () => {
    const properties = { ManagedPolicyName: "managed", Path: "/p/", Description: "d" };
    const attributes = ["PolicyArn", "PolicyId", "DefaultVersionId", "AttachmentCount", "IsAttachable", "UpdateDate"];
    const made = await make(
      "ManagedPolicy",
      { ...properties, PolicyDocument: document("s3:V1"), Roles: ["worker"], Users: ["ann"] },
      { attributes },
    );
    const PolicyArn = `${ACCOUNT}policy/p/managed`;
    expect(made.values).toMatchObject({
      Ref: PolicyArn,
      PolicyArn,
      PolicyId: expect.stringMatching(/^ANPA/),
      DefaultVersionId: "v1",
      AttachmentCount: "2",
      IsAttachable: "true",
      UpdateDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      Description: "d",
      AttachmentCount: 2,
    });
    for (let version = 2; version <= 7; version++) {
      const changed = await made.update({
        ...properties,
        PolicyDocument: document(`s3:V${version}`),
        Groups: ["crew"],
      });
      expect([changed.status, changed.values.DefaultVersionId]).toEqual(["UPDATE_COMPLETE", `v${version}`]);
      expect(changed.values.AttachmentCount).toBe("1");
    }
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(["v7", "v6", "v5", "v4", "v3"]);
    const latest = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v7" }));
    expect(decoded(latest.PolicyVersion?.Document)).toEqual(document("s3:V7"));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "worker" }));
    expect(AttachedPolicies).toEqual([]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    await gone(iam.send(new GetPolicyCommand({ PolicyArn })));
  });

  it("refuse misspelt and wrongly typed properties, and what the emulator has not", async () => {
    const start = "Properties validation failed for resource R with message:\n";
    const lines = [
      ["User", { Username: "x" }, "#: extraneous key [Username] is not permitted"],
      ["User", { LoginProfile: { Password: "p" } }, "#: key [LoginProfile] is not supported by this emulator"],
      ["Group", { Policies: [{ PolicyName: "p" }] }, "#/Policies/0: required key [PolicyDocument] not found"],
      ["AccessKey", {}, "#: required key [UserName] not found"],
      ["AccessKey", { UserName: "ann", Serial: "one" }, "#/Serial: expected type: Integer, found: String"],
      ["OIDCProvider", { Url: [] }, "#/Url: expected type: String, found: JSONArray"],
      ["ManagedPolicy", { PolicyDocument: 1 }, "#/PolicyDocument: expected type: JSONObject, found: Integer"],
      [
        "Policy",
        { PolicyName: "p", PolicyDocument: {}, Roles: "worker" },
        "#/Roles: expected type: JSONArray, found: String",
      ],
      ["UserToGroupAddition", { GroupName: "crew" }, "#: required key [Users] not found"],
    ] as const;
    for (const [type, properties, line] of lines) expect((await make(type, properties)).failure).toBe(start + line);
  });

  it("say in which stack a name is taken", async () => {
    const first = await make("Group", { GroupName: "taken" });
    expect((await make("Group", { GroupName: "taken" })).failure).toBe(
      `taken already exists in stack ${first.stackId}`,
    );
    expect((await make("User", { UserName: "ann" })).failure).toBe("ann already exists");
  });
});
