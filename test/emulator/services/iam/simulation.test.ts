import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  type ContextEntry,
  CreateGroupCommand,
  CreatePolicyCommand,
  type EvaluationResult,
  type IAMClient,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, policyDocument, rootOf, type Statement, trust } from "./identities.ts";
import { sendForm } from "./raw-query.ts";

const ADA = "arn:aws:iam::111111111111:user/ada";
const OBJECT = "arn:aws:s3:::box/key";
const deny = (Action: string, more: Statement = {}): Statement => ({ Effect: "Deny", Action, Resource: "*", ...more });
const forAda = (Effect: "Allow" | "Deny", Action: string, Principal = ADA): string =>
  policyDocument({ Effect, Principal: { AWS: Principal }, Action, Resource: "arn:aws:s3:::box/*" });

let emulator: Emulator;
let iam: IAMClient;
beforeAll(async () => {
  emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
  iam = iamOf(emulator);
  await makeUser(iam, "ada", [allow("s3:PutObject", "arn:aws:s3:::box/${aws:username}/*"), allow("iam:GetUser")]);
  await iam.send(new CreateGroupCommand({ GroupName: "team" }));
  const PolicyDocument = policyDocument(allow("s3:GetObject", OBJECT));
  await iam.send(new PutGroupPolicyCommand({ GroupName: "team", PolicyName: "reads", PolicyDocument }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "team", UserName: "ada" }));
  await iam.send(
    new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: "arn:aws:iam::aws:policy/IAMUserChangePassword" }),
  );
  await makeUser(iam, "bounded", [allow("s3:*")]);
  const created = await iam.send(
    new CreatePolicyCommand({ PolicyName: "limit", PolicyDocument: policyDocument(allow("s3:Get*")) }),
  );
  const PermissionsBoundary = created.Policy?.Arn ?? "";
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "bounded", PermissionsBoundary }));
  await makeRole(iam, { name: "worker", trustPolicy: trust("*"), statements: [allow("s3:GetObject")] });
});
afterAll(() => emulator.close());

const custom = async (
  documents: readonly string[],
  input: Partial<SimulateCustomPolicyCommandInput> = {},
): Promise<EvaluationResult[]> => {
  const ask = { PolicyInputList: [...documents], ActionNames: ["s3:GetObject"], ...input };
  return (await iam.send(new SimulateCustomPolicyCommand(ask))).EvaluationResults ?? [];
};
const principal = async (input: Partial<SimulatePrincipalPolicyCommandInput> = {}): Promise<EvaluationResult[]> => {
  const ask = { PolicySourceArn: ADA, ActionNames: ["s3:GetObject"], ...input };
  return (await iam.send(new SimulatePrincipalPolicyCommand(ask))).EvaluationResults ?? [];
};
const entry = (ContextKeyName: string, ContextKeyType: ContextEntry["ContextKeyType"], ...values: string[]) => ({
  ContextKeyName,
  ContextKeyType,
  ContextKeyValues: values,
});

describe("the simulation of given policies", () => {
  it("answers AWS's own example, positions included", async () => {
    const document =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
    const ActionNames = ["dynamodb:CreateBackup"];
    const at = (date: string) =>
      custom([document], { ActionNames, ContextEntries: [entry("aws:CurrentTime", "date", date)] });
    expect(await at("2019-04-25T11:00:00Z")).toEqual([
      {
        EvalActionName: "dynamodb:CreateBackup",
        EvalResourceName: "*",
        EvalDecision: "allowed",
        MatchedStatements: [
          {
            SourcePolicyId: "PolicyInputList.1",
            SourcePolicyType: "IAM Policy",
            StartPosition: { Line: 1, Column: 38 },
            EndPosition: { Line: 1, Column: 167 },
          },
        ],
        MissingContextValues: [],
      },
    ]);
    expect(await at("2014-04-25T11:00:00Z")).toMatchObject([{ EvalDecision: "implicitDeny", MatchedStatements: [] }]);
  });

  it("tells allowed, denied and not allowed apart, each action by itself", async () => {
    const documents = [policyDocument(allow("s3:*")), policyDocument(allow("ec2:*"), deny("s3:Delete*"))];
    const ActionNames = ["s3:GetObject", "s3:DeleteObject", "sqs:SendMessage"];
    const results = await custom(documents, { ActionNames });
    expect(results.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
      ["s3:GetObject", "allowed"],
      ["s3:DeleteObject", "explicitDeny"],
      ["sqs:SendMessage", "implicitDeny"],
    ]);
    // Of a policy set that denies, the denying statements alone decide.
    expect(
      results[1]?.MatchedStatements?.map(({ SourcePolicyId, StartPosition }) => [SourcePolicyId, StartPosition]),
    ).toEqual([["PolicyInputList.2", { Line: 1, Column: 88 }]]);
  });

  it("names the keys that conditions and variables miss", async () => {
    const document = policyDocument({
      ...allow("s3:GetObject", "arn:aws:s3:::box/${aws:username}"),
      Condition: { Bool: { "aws:SecureTransport": "true" }, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    });
    const ResourceArns = ["arn:aws:s3:::box/ada"];
    const missing = async (ContextEntries: ContextEntry[]) => {
      const [result] = await custom([document], { ResourceArns, ContextEntries });
      return [result?.EvalDecision, result?.MissingContextValues];
    };
    expect(await missing([entry("aws:sourceip", "ip", "10.1.2.3")])).toEqual([
      "implicitDeny",
      ["aws:username", "aws:SecureTransport"],
    ]);
    expect(
      await missing([
        entry("aws:SourceIp", "ip", "10.1.2.3"),
        entry("aws:username", "string", "ada"),
        entry("aws:SecureTransport", "boolean", "true"),
      ]),
    ).toEqual(["allowed", []]);
  });

  it("tells of each resource that was named", async () => {
    const [result] = await custom([policyDocument(allow("s3:GetObject", OBJECT))], {
      ResourceArns: [OBJECT, "arn:aws:s3:::box/other"],
    });
    expect(result).toMatchObject({ EvalResourceName: "*", EvalDecision: "implicitDeny", EvalDecisionDetails: {} });
    expect(
      result?.ResourceSpecificResults?.map((one) => [
        one.EvalResourceName,
        one.EvalResourceDecision,
        one.MatchedStatements?.length,
      ]),
    ).toEqual([
      [OBJECT, "allowed", 1],
      ["arn:aws:s3:::box/other", "implicitDeny", 0],
    ]);
  });

  it("lets a permissions boundary limit", async () => {
    const PermissionsBoundaryPolicyInputList = [policyDocument(allow("s3:Get*"))];
    const ActionNames = ["s3:GetObject", "s3:PutObject"];
    const results = await custom([policyDocument(allow("s3:*"))], { ActionNames, PermissionsBoundaryPolicyInputList });
    expect(results.map((one) => [one.EvalDecision, one.PermissionsBoundaryDecisionDetail])).toEqual([
      ["allowed", { AllowedByPermissionsBoundary: true }],
      ["implicitDeny", { AllowedByPermissionsBoundary: false }],
    ]);
  });

  it("lets every level of an organization limit", async () => {
    const full = policyDocument(allow("*"));
    const organization = async (...levels: string[][]) => {
      const OrderedOrganizationPolicyInputList = levels.map((list) => ({ ServiceControlPolicyInputList: list }));
      const [result] = await custom([full], { OrderedOrganizationPolicyInputList });
      return [result?.EvalDecision, result?.OrganizationsDecisionDetail?.AllowedByOrganizations];
    };
    expect(await organization([full], [full])).toEqual(["allowed", true]);
    expect(await organization([full], [policyDocument(allow("ec2:*"))])).toEqual(["implicitDeny", false]);
    expect(await organization([full, policyDocument(deny("s3:*"))], [full])).toEqual(["explicitDeny", false]);
  });

  it("asks a resource policy as well, as in AWS's example of one account", async () => {
    const iamOnly = policyDocument(allow("iam:*"));
    const [result] = await custom([iamOnly], {
      CallerArn: ADA,
      ResourceArns: [OBJECT],
      ResourceOwner: "arn:aws:iam::111111111111:root",
      PermissionsBoundaryPolicyInputList: [iamOnly],
      ResourcePolicy: forAda("Allow", "s3:Get*"),
    });
    expect(result).toMatchObject({
      EvalDecision: "allowed",
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      MatchedStatements: [{ SourcePolicyId: "ResourcePolicy", SourcePolicyType: "Resource Policy" }],
    });
    const both = await custom([policyDocument(allow("s3:*"))], {
      CallerArn: ADA,
      ResourceArns: [OBJECT],
      ResourcePolicy: forAda("Deny", "s3:GetObject"),
    });
    expect(both[0]?.EvalDecision).toBe("explicitDeny");
    expect(both[0]?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual([
      "ResourcePolicy",
      "PolicyInputList.1",
    ]);
  });

  it("comes page by page", async () => {
    const ask = { PolicyInputList: [policyDocument(allow("*"))], ActionNames: ["s3:B", "s3:A", "s3:C"], MaxItems: 2 };
    const first = await iam.send(new SimulateCustomPolicyCommand(ask));
    const second = await iam.send(new SimulateCustomPolicyCommand({ ...ask, Marker: first.Marker }));
    const names = [first, second].map((page) => page.EvaluationResults?.map(({ EvalActionName }) => EvalActionName));
    expect([first.IsTruncated, second.IsTruncated, names]).toEqual([true, false, [["s3:B", "s3:A"], ["s3:C"]]]);
  });

  it("gives fewer results where each is about many resources", async () => {
    const ActionNames = Array.from({ length: 20 }, (_, i) => `s3:A${i}`);
    const ResourceArns = Array.from({ length: 1000 }, (_, i) => `arn:aws:s3:::box/${i}`);
    const ask = { PolicyInputList: [policyDocument(allow("*"))], ActionNames, ResourceArns };
    const { EvaluationResults, IsTruncated } = await iam.send(new SimulateCustomPolicyCommand(ask));
    expect([EvaluationResults?.length, IsTruncated]).toEqual([5, true]);
  });

  it("needs permission", async () => {
    const eve = iamOf(emulator, await makeUser(iam, "eve"));
    const ask = new SimulateCustomPolicyCommand({
      PolicyInputList: [policyDocument(allow("*"))],
      ActionNames: ["s3:A"],
    });
    expect((await refusal(eve.send(ask))).message).toMatch(
      / iam:SimulateCustomPolicy on resource: \* because no identity-based policy/,
    );
  });
});

describe("what a simulation does not take", () => {
  const answer = async (input: Partial<SimulateCustomPolicyCommandInput>, document = policyDocument(allow("*"))) =>
    refusal(custom([document], input));
  const invalid = (message: string | RegExp) => ({
    code: "InvalidInput",
    status: 400,
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });

  it("are names that are none", async () => {
    expect(await answer({ ResourceArns: ["14a050d4"] })).toEqual(
      invalid("ResourceNames are not in a valid ARN format: 14a050d4."),
    );
    expect(await answer({ ResourceOwner: "123456789012" })).toEqual(
      invalid("'123456789012' is not a valid as a Resource Owner."),
    );
    const session = "arn:aws:sts::111111111111:assumed-role/worker/session";
    expect(await answer({ CallerArn: session })).toEqual(
      invalid(`Invalid Entity Arn: ${session} does not clearly define entity type and name.`),
    );
    expect(await answer({ ActionNames: ["GetObject"] })).toEqual(invalid(/"GetObject" is not a valid action name/));
    expect(await answer({ ActionNames: ["s3:Get*"] })).toEqual(invalid(/wildcards are not supported/));
  });

  it("are policies that are not well formed, or boundaries that are too many", async () => {
    expect(await answer({}, "{}")).toEqual(
      invalid(/^Invalid Input Policy: PolicyInputList\.1: Syntax errors in policy\.$/),
    );
    expect(await answer({ ResourcePolicy: "{}", CallerArn: ADA })).toEqual(invalid(/ResourcePolicy/));
    const document = policyDocument(allow("*"));
    expect(await answer({ PermissionsBoundaryPolicyInputList: [document, document] })).toEqual(
      invalid(/only one permissions boundary/),
    );
  });

  it("are resource policies for a caller who is no user, or none", async () => {
    const ResourcePolicy = forAda("Allow", "s3:*");
    expect(await answer({ ResourcePolicy })).toEqual(invalid(/CallerArn is required/));
    expect(await answer({ ResourcePolicy, CallerArn: "arn:aws:iam::111111111111:role/worker" })).toEqual(
      invalid("Invalid caller - Caller must be an IAM user in this context."),
    );
  });

  it("are context values that are not of their type", async () => {
    for (const bad of [
      entry("aws:MultiFactorAuthAge", "numeric", "many"),
      entry("aws:SecureTransport", "boolean", "yes"),
      entry("aws:SourceIp", "ip", "10.0.0"),
      entry("aws:SourceIp", "ipList", "10.0.0.1/33"),
      entry("aws:CurrentTime", "date", "today"),
      entry("some:Binary", "binary", "a=b"),
      entry("aws:username", "string", "ada", "bob"),
    ]) {
      expect(await answer({ ContextEntries: [bad] })).toEqual(invalid(/are not of type/));
    }
    expect(
      await answer({ ContextEntries: [entry("aws:username", "string", "a"), entry("AWS:username", "string", "b")] }),
    ).toEqual(invalid(/more than once/));
  });

  it("are scenarios of EC2 that lack a resource, or that there are none of", async () => {
    const ec2 = (type: string): string => `arn:aws:ec2:ap-northeast-1:111111111111:${type}/x`;
    const ResourceArns = ["instance", "image", "security-group", "network-interface"].map(ec2);
    const [result] = await custom([policyDocument(allow("ec2:*"))], {
      ActionNames: ["ec2:RunInstances"],
      ResourceArns,
      ResourceHandlingOption: "EC2-VPC-InstanceStore",
    });
    expect(result?.EvalDecision).toBe("allowed");
    expect(await answer({ ResourceArns, ResourceHandlingOption: "EC2-VPC-EBS" })).toEqual(invalid(/volume/));
    expect(await answer({ ResourceArns, ResourceHandlingOption: "toString" })).toEqual(invalid(/toString/));
  });

  it("are lists that must not be empty, and values beyond the constraints", async () => {
    const form = "Action=SimulateCustomPolicy&Version=2010-05-08&ResourceArns.member.1=";
    const { status, body } = await sendForm(emulator, { service: "iam", credentials: rootOf(emulator), form });
    expect(status).toBe(400);
    for (const text of [
      "3 validation errors detected",
      "Value at 'policyInputList' failed to satisfy constraint: Member must not be null",
      "Value at 'actionNames' failed to satisfy constraint: Member must not be null",
    ]) {
      expect(body).toContain(text);
    }
  });
});

describe("the simulation of a principal's policies", () => {
  it("takes a user's own policies, those of its groups, and those of AWS", async () => {
    const [read] = await principal({ ResourceArns: [OBJECT] });
    expect(read).toMatchObject({
      EvalDecision: "allowed",
      MatchedStatements: [{ SourcePolicyId: "group_team_reads" }],
    });
    const [get] = await principal({ ActionNames: ["iam:GetUser"] });
    expect(get).toMatchObject({ EvalDecision: "allowed", MatchedStatements: [{ SourcePolicyId: "user_ada_rights" }] });
    const [password] = await principal({ ActionNames: ["iam:ChangePassword"], ResourceArns: [ADA] });
    expect(password).toMatchObject({
      EvalDecision: "allowed",
      MatchedStatements: [{ SourcePolicyId: "IAMUserChangePassword" }],
    });
    expect(await principal({ ActionNames: ["s3:DeleteObject"] })).toMatchObject([{ EvalDecision: "implicitDeny" }]);
  });

  it("fills the variables that follow from who asks", async () => {
    const put = (name: string) =>
      principal({ ActionNames: ["s3:PutObject"], ResourceArns: [`arn:aws:s3:::box/${name}/x`] });
    expect(await put("ada")).toMatchObject([{ EvalDecision: "allowed", MissingContextValues: [] }]);
    expect(await put("bob")).toMatchObject([{ EvalDecision: "implicitDeny" }]);
    const asBob = await principal({
      ActionNames: ["s3:PutObject"],
      ResourceArns: ["arn:aws:s3:::box/bob/x"],
      CallerArn: "arn:aws:iam::111111111111:user/bob",
    });
    expect(asBob).toMatchObject([{ EvalDecision: "allowed" }]);
  });

  it("adds the policies of the request", async () => {
    const PolicyInputList = [policyDocument(allow("s3:DeleteObject"))];
    expect(await principal({ ActionNames: ["s3:DeleteObject"], PolicyInputList })).toMatchObject([
      { EvalDecision: "allowed", MatchedStatements: [{ SourcePolicyId: "PolicyInputList.1" }] },
    ]);
  });

  it("takes the principal's boundary, unless the request brings another", async () => {
    const ask = { PolicySourceArn: "arn:aws:iam::111111111111:user/bounded", ActionNames: ["s3:PutObject"] };
    expect(await principal(ask)).toMatchObject([
      { EvalDecision: "implicitDeny", PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
    ]);
    const PermissionsBoundaryPolicyInputList = [policyDocument(allow("s3:*"))];
    expect(await principal({ ...ask, PermissionsBoundaryPolicyInputList })).toMatchObject([
      { EvalDecision: "allowed", PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true } },
    ]);
  });

  it("takes roles and groups as well", async () => {
    const of = (name: string) =>
      principal({ PolicySourceArn: `arn:aws:iam::111111111111:${name}`, ResourceArns: [OBJECT] });
    expect(await of("role/worker")).toMatchObject([
      { EvalDecision: "allowed", MatchedStatements: [{ SourcePolicyId: "role_worker_rights" }] },
    ]);
    expect(await of("group/team")).toMatchObject([{ EvalDecision: "allowed" }]);
  });

  it("tells what each kind of policy says where the accounts differ, as in AWS's example", async () => {
    const [result] = await principal({
      ActionNames: ["s3:PutObject"],
      ResourceArns: ["arn:aws:s3:::box/Test"],
      ResourceOwner: "arn:aws:iam::222222222222:root",
      PermissionsBoundaryPolicyInputList: [policyDocument(allow("iam:*"))],
      ResourcePolicy: forAda("Allow", "s3:Put*"),
    });
    const EvalDecisionDetails = {
      "IAM Policy": "implicitDeny",
      "Resource Policy": "allowed",
      "Permissions Boundary Policy": "implicitDeny",
    };
    expect(result).toMatchObject({
      EvalDecision: "implicitDeny",
      EvalDecisionDetails,
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      ResourceSpecificResults: [
        {
          EvalDecisionDetails,
          EvalResourceDecision: "implicitDeny",
          MatchedStatements: [{ SourcePolicyId: "ResourcePolicy" }],
        },
      ],
    });
  });

  it("decides as the emulator itself does", async () => {
    const ada = iamOf(emulator, await makeUser(iam, "eva", [allow("iam:SimulatePrincipalPolicy", ADA)]));
    const ask = (PolicySourceArn: string) =>
      ada.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ["iam:SimulatePrincipalPolicy"] }));
    await ask(ADA);
    const own = "arn:aws:iam::111111111111:user/eva";
    expect(await refusal(ask(own))).toMatchObject({
      code: "AccessDenied",
      message: `User: ${own} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${own} because no identity-based policy allows the iam:SimulatePrincipalPolicy action`,
    });
    const simulated = async (resource: string) => {
      const ActionNames = ["iam:SimulatePrincipalPolicy"];
      return (await principal({ PolicySourceArn: own, ActionNames, ResourceArns: [resource] }))[0]?.EvalDecision;
    };
    expect([await simulated(ADA), await simulated(own)]).toEqual(["allowed", "implicitDeny"]);
  });

  it("needs a principal that is there, by its whole ARN", async () => {
    const missing = async (PolicySourceArn: string) => (await refusal(principal({ PolicySourceArn }))).message;
    expect(await missing("arn:aws:iam::111111111111:role/nobody")).toBe("The role with name nobody cannot be found.");
    expect(await missing("arn:aws:iam::111111111111:user/path/ada")).toBe("The user with name ada cannot be found.");
    expect(await missing("arn:aws:iam::222222222222:user/ada")).toBe("The user with name ada cannot be found.");
    expect(await missing("arn:aws:iam::111111111111:group/nobody")).toBe("The group with name nobody cannot be found.");
    const session = "arn:aws:sts::111111111111:assumed-role/worker/session";
    expect(await missing(session)).toBe(`Invalid Entity Arn: ${session} does not clearly define entity type and name.`);
  });

  it("does not know how to leave policies out, and says so", async () => {
    const PolicyExclusionList = "PolicyExclusionList.member.1.PolicyType=inline";
    const form = `Action=SimulatePrincipalPolicy&Version=2010-05-08&PolicySourceArn=${ADA}&ActionNames.member.1=s3:A&${PolicyExclusionList}`;
    const { status, body } = await sendForm(emulator, { service: "iam", credentials: rootOf(emulator), form });
    expect([status, body]).toEqual([501, expect.stringContaining("PolicyExclusionList of SimulatePrincipalPolicy")]);
  });
});
