import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetPolicyCommand,
  type IAMClient,
  ListUsersCommand,
  TagPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import {
  allow,
  assume,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  type Statement,
  stsOf,
  trust,
} from "./identities.ts";

const on = (Condition: Statement, actions: string | string[]): Statement => ({ ...allow(actions), Condition });

describe("conditions on tags", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  const clientWith = async (...statements: Statement[]) => iamOf(emulator, await makeUser(iam, "tagger", statements));
  const tag = (Key: string, Value: string) => ({ Key, Value });
  const denied = async (call: Promise<unknown>) => expect((await refusal(call)).code).toBe("AccessDenied");

  it("know what is given: aws:RequestTag and aws:TagKeys", async () => {
    await iam.send(new CreateUserCommand({ UserName: "ada" }));
    const own = await clientWith(
      on(
        {
          StringEquals: { "aws:RequestTag/team": ["blue", "red"] },
          "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "cost"] },
        },
        "iam:TagUser",
      ),
      on({ "ForAllValues:StringEquals": { "aws:TagKeys": ["cost"] } }, "iam:UntagUser"),
    );
    const give = (...Tags: ReturnType<typeof tag>[]) => own.send(new TagUserCommand({ UserName: "ada", Tags }));
    await give(tag("team", "blue"), tag("cost", "1"));
    await denied(give(tag("team", "green")));
    await denied(give(tag("team", "blue"), tag("area", "x")));
    await own.send(new UntagUserCommand({ UserName: "ada", TagKeys: ["cost"] }));
    await denied(own.send(new UntagUserCommand({ UserName: "ada", TagKeys: ["team"] })));
  });

  it("know what is tagged: aws:ResourceTag and iam:ResourceTag, as it is now", async () => {
    await iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: trust("*") }));
    const PolicyDocument = policyDocument(allow("s3:*"));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument }));
    const own = await clientWith(
      on({ StringEquals: { "iam:ResourceTag/team": "blue" } }, "iam:UntagRole"),
      on({ StringEquals: { "aws:ResourceTag/team": "blue" } }, "iam:GetPolicy"),
    );
    const untag = () => own.send(new UntagRoleCommand({ RoleName: "worker", TagKeys: ["team"] }));
    const getPolicy = () => own.send(new GetPolicyCommand({ PolicyArn: Policy?.Arn }));
    await denied(untag());
    await denied(getPolicy());
    await iam.send(new TagRoleCommand({ RoleName: "worker", Tags: [tag("Team", "blue")] }));
    await iam.send(new TagPolicyCommand({ PolicyArn: Policy?.Arn, Tags: [tag("team", "blue")] }));
    await untag();
    await getPolicy();
    await denied(untag());
  });

  it("know who asks: aws:PrincipalTag of users and of live sessions of roles, as it is now", async () => {
    const statement = on({ StringEquals: { "aws:PrincipalTag/team": "blue" } }, "iam:ListUsers");
    const ada = await makeUser(iam, "ada", [statement, allow("sts:AssumeRole")]);
    const role = await makeRole(iam, { name: "worker", trustPolicy: trust({ AWS: ada.arn }), statements: [statement] });
    const user = iamOf(emulator, ada);
    const session = iamOf(emulator, await assume(stsOf(emulator, ada), role.arn));
    for (const own of [user, session]) await denied(own.send(new ListUsersCommand()));
    await iam.send(new TagUserCommand({ UserName: "ada", Tags: [tag("team", "blue")] }));
    await iam.send(new TagRoleCommand({ RoleName: "worker", Tags: [tag("team", "blue")] }));
    for (const own of [user, session]) await own.send(new ListUsersCommand());
    await iam.send(new UntagUserCommand({ UserName: "ada", TagKeys: ["TEAM"] }));
    await iam.send(new TagRoleCommand({ RoleName: "worker", Tags: [tag("team", "red")] }));
    for (const own of [user, session]) await denied(own.send(new ListUsersCommand()));
  });
});
