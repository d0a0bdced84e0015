import {
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, stsOf, trust } from "./identities.ts";

describe("permissions boundaries", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let PermissionsBoundary: string;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    const PolicyDocument = policyDocument(allow(["iam:ListUsers", "sts:*"]));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "limit", PolicyDocument }));
    PermissionsBoundary = Policy?.Arn ?? "";
  });
  afterEach(() => emulator.close());

  it("limit a user until they are taken away", async () => {
    const UserName = "ada";
    const own = iamOf(emulator, await makeUser(iam, UserName, [allow("iam:*")]));
    await own.send(new ListRolesCommand());
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
    expect((await iam.send(new GetUserCommand({ UserName }))).User?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: "Policy",
      PermissionsBoundaryArn: PermissionsBoundary,
    });
    await own.send(new ListUsersCommand());
    expect(await refusal(own.send(new ListRolesCommand()))).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:iam::111111111111:user/ada is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::111111111111:role/ because no permissions boundary allows the iam:ListRoles action",
    });
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
    await own.send(new ListRolesCommand());
    expect((await iam.send(new GetUserCommand({ UserName }))).User?.PermissionsBoundary).toBeUndefined();
  });

  it("limit a role and its sessions", async () => {
    const RoleName = "worker";
    const ada = await makeUser(iam, "ada");
    const role = await makeRole(iam, {
      name: RoleName,
      trustPolicy: trust({ AWS: ada.arn }),
      statements: [allow("iam:*")],
    });
    const session = iamOf(emulator, await assume(stsOf(emulator, ada), role.arn));
    await session.send(new ListRolesCommand());
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
    const shown = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.PermissionsBoundary;
    expect(shown?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
    expect(await refusal(session.send(new ListRolesCommand()))).toMatchObject({ code: "AccessDenied", status: 403 });
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    await session.send(new ListRolesCommand());
  });

  it("can be there from the beginning", async () => {
    const { User } = await iam.send(new CreateUserCommand({ UserName: "ada", PermissionsBoundary }));
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
  });

  it("must be policies of the account", async () => {
    const arn = "arn:aws:iam::111111111111:policy/never";
    const missing = {
      code: "NoSuchEntity",
      status: 404,
      message: `Scope ARN: ${arn} does not exist or is not attachable.`,
    };
    await makeUser(iam, "ada");
    const put = new PutUserPermissionsBoundaryCommand({ UserName: "ada", PermissionsBoundary: arn });
    expect(await refusal(iam.send(put))).toEqual(missing);
    const create = new CreateUserCommand({ UserName: "eve", PermissionsBoundary: arn });
    expect(await refusal(iam.send(create))).toEqual(missing);
    expect(await refusal(iam.send(new GetUserCommand({ UserName: "eve" })))).toMatchObject({ code: "NoSuchEntity" });
  });

  it("can be asked for by a policy, so that nobody makes users without one", async () => {
    const bounded = {
      ...allow("iam:CreateUser"),
      Condition: { StringEquals: { "iam:PermissionsBoundary": PermissionsBoundary } },
    };
    const own = iamOf(emulator, await makeUser(iam, "maker", [bounded]));
    await own.send(new CreateUserCommand({ UserName: "new", PermissionsBoundary }));
    expect(await refusal(own.send(new CreateUserCommand({ UserName: "free" })))).toMatchObject({
      code: "AccessDenied",
    });
  });

  it("can be asked for by a policy where roles are read, changed and deleted", async () => {
    const actions = ["iam:GetRole", "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:DeleteRole"];
    const bounded = {
      ...allow(actions),
      Condition: { StringEquals: { "iam:PermissionsBoundary": PermissionsBoundary } },
    };
    const own = iamOf(emulator, await makeUser(iam, "keeper", [bounded]));
    await makeRole(iam, { name: "free", trustPolicy: trust("*") });
    await makeRole(iam, { name: "bounded", trustPolicy: trust("*") });
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary }));
    const calls = (RoleName: string) => [
      () => own.send(new GetRoleCommand({ RoleName })),
      () => own.send(new UpdateRoleCommand({ RoleName, Description: "d" })),
      () => own.send(new UpdateRoleDescriptionCommand({ RoleName, Description: "d" })),
      () => own.send(new DeleteRoleCommand({ RoleName })),
    ];
    for (const call of calls("bounded")) await call();
    for (const call of calls("free")) expect(await refusal(call())).toMatchObject({ code: "AccessDenied" });
  });
});
