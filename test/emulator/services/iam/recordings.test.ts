import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, policyDocument, trust } from "./identities.ts";
import { answerOf, expectRecorded, RECORDINGS, recordedCase, sayWhetherRecorded } from "./recordings.ts";

const EC2 = trust({ Service: "ec2.amazonaws.com" });
const LAMBDA = { Service: "lambda.amazonaws.com" };
/** The recordings hide the region of their ARNs. */
const ENCODED = "arn%3Aaws%3Aapigateway%3A<region>%3A%3A%2Frestapis%2Faaeeieije".replace("<region>", "us-east-1");
const API = policyDocument(allow(["apigatway:PUT"], [`arn:aws:apigateway:us-east-1::/tags/${ENCODED}`]));

sayWhetherRecorded("IAM");

describe.skipIf(RECORDINGS === undefined)("IAM's answers are those recorded from AWS", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  /** Compares the steps of a case, in order, with what the calls answer. */
  const play = async (name: string, steps: Readonly<Record<string, () => Promise<object>>>): Promise<void> => {
    const recorded = recordedCase("iam", name);
    const known = new Map<string, string>();
    for (const [step, call] of Object.entries(steps)) {
      expectRecorded(await answerOf(call()), recorded[step], known);
    }
  };
  const createRole = (RoleName: string, AssumeRolePolicyDocument: string, more = {}) =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more }));
  const getRole = (RoleName: string) => iam.send(new GetRoleCommand({ RoleName }));
  const createPolicy = (PolicyName: string) =>
    iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: policyDocument(allow("s3:*")) }));

  it("a trust policy is replaced", async () => {
    await play("TestIAMIntegrations::test_update_assume_role_policy", {
      created_role: () =>
        createRole("worker", trust({ Service: ["ec2.amazonaws.com"] }, { Action: ["sts:AssumeRole"] })),
      updated_policy: () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "worker", PolicyDocument: EC2 })),
    });
  });

  it("a trust policy that is no JSON is refused", async () => {
    await play("TestIAMExtensions::test_create_role_with_malformed_assume_role_policy_document", {
      "invalid-json": () => createRole("worker", "{ not json"),
    });
  });

  it("a role with a boundary is listed without it", async () => {
    const { Policy } = await createPolicy("limit");
    await play("TestIAMIntegrations::test_list_roles_with_permission_boundary", {
      created_role: () => createRole("worker", EC2, { Path: "/prefix/", PermissionsBoundary: Policy?.Arn }),
      list_roles_result: () => iam.send(new ListRolesCommand({ PathPrefix: "/prefix/" })),
    });
  });

  it("a role is made, described and listed", async () => {
    await play("TestIAMIntegrations::test_create_describe_role", {
      create_role_result: () => createRole("worker", EC2, { Path: "/prefix/" }),
      get_role_result: () => getRole("worker"),
      list_roles_result: () => iam.send(new ListRolesCommand({ PathPrefix: "/prefix/" })),
    });
  });

  it("a role with a path lives and dies", async () => {
    await play("TestIAMExtensions::test_role_with_path_lifecycle", {
      "create-role-response": () => createRole("worker", trust(LAMBDA), { Path: "/path1/path2/" }),
      "get-role-response": () => getRole("worker"),
      "delete-role-response": () => iam.send(new DeleteRoleCommand({ RoleName: "worker" })),
    });
  });

  it("a role with tags is listed without them", async () => {
    await play("TestRoles::test_role_with_tags", {
      "create-role-response": () =>
        createRole("worker", EC2, { Path: "/role-with-tags/", Tags: [{ Key: "test", Value: "value" }] }),
      "get-role-response": () => getRole("worker"),
      "list-role-response": () => iam.send(new ListRolesCommand({ PathPrefix: "/role-with-tags/" })),
    });
  });

  it.each([
    ["role", (PolicyArn: string) => iam.send(new AttachRolePolicyCommand({ RoleName: "owner", PolicyArn }))],
    ["user", (PolicyArn: string) => iam.send(new AttachUserPolicyCommand({ UserName: "owner", PolicyArn }))],
  ] as const)("a managed policy is attached to a %s by its ARN alone", async (owner, attach) => {
    const arn = "arn:aws:iam::111111111111:policy/role-policy-readonly";
    await (owner === "role" ? createRole("owner", EC2) : iam.send(new CreateUserCommand({ UserName: "owner" })));
    await play(`TestIAMIntegrations::test_${owner}_attach_policy`, {
      create_policy_response: () => createPolicy("role-policy-readonly"),
      non_existent_malformed_policy_arn: () => attach("longpolicynamebutnoarn"),
      existing_policy_name_provided: () => attach("role-policy-readonly"),
      valid_arn_not_existent: () => attach(`${arn}123`),
      valid_policy_arn: () => attach(arn),
    });
  });

  it("percent signs in a user's policy come back as they were", async () => {
    const named = { UserName: "ada", PolicyName: "p" };
    await iam.send(new CreateUserCommand({ UserName: "ada" }));
    await iam.send(new PutUserPolicyCommand({ ...named, PolicyDocument: API }));
    await play("TestIAMPolicyEncoding::test_put_user_policy_encoding", {
      "get-policy-response": () => iam.send(new GetUserPolicyCommand(named)),
    });
  });

  it("percent signs in a group's policy come back as they were", async () => {
    const named = { GroupName: "staff", PolicyName: "p" };
    await iam.send(new CreateGroupCommand({ GroupName: "staff" }));
    await iam.send(new PutGroupPolicyCommand({ ...named, PolicyDocument: API }));
    await play("TestIAMPolicyEncoding::test_put_group_policy_encoding", {
      "get-policy-response": () => iam.send(new GetGroupPolicyCommand(named)),
    });
  });

  it("percent signs in a role's policies come back as they were", async () => {
    const named = { RoleName: "worker", PolicyName: "p" };
    const trustPolicy = trust(LAMBDA, { Condition: { StringEquals: { "aws:SourceArn": ENCODED } } });
    const Path = "/encoded/";
    await play("TestIAMPolicyEncoding::test_put_role_policy_encoding", {
      "create-role-response": () => createRole("worker", trustPolicy, { Path }),
      "get-policy-response": async () => {
        await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: API }));
        return iam.send(new GetRolePolicyCommand(named));
      },
      "get-role-response": () => getRole("worker"),
      "list-roles-response": () => iam.send(new ListRolesCommand({ PathPrefix: Path })),
    });
  });

  it("a policy that is not there cannot be deleted", async () => {
    const PolicyArn = "arn:aws:iam::111111111111:policy/non-existent-policy";
    await play("TestIAMIntegrations::test_delete_non_existent_policy_returns_no_such_entity", {
      "delete-non-existent-policy-exc": () => iam.send(new DeletePolicyCommand({ PolicyArn })),
    });
  });
});
