import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, stsOf, trust } from "../iam/identities.ts";

const DEAD = {
  code: "InvalidClientTokenId",
  status: 403,
  message: "The security token included in the request is invalid.",
};

describe("a role's session", () => {
  let emulator: Emulator;
  let user: SdkCredentials;
  let roleArn: string;
  const trustPolicy = trust({ AWS: "111111111111" });

  beforeEach(async () => {
    emulator = await startTestEmulator();
    user = await makeUser(iamOf(emulator), "ada", [allow("sts:AssumeRole")]);
    ({ arn: roleArn } = await makeRole(iamOf(emulator), { name: "worker", trustPolicy }));
  });
  afterEach(() => emulator.close());

  const whoAmI = (credentials: SdkCredentials) => stsOf(emulator, credentials).send(new GetCallerIdentityCommand());
  const session = (more = {}) => assume(stsOf(emulator, user), roleArn, more);

  it("dies with its role, and a role of the same name does not revive it", async () => {
    const iam = iamOf(emulator);
    const credentials = await session();
    await whoAmI(credentials);
    await iam.send(new DeleteRoleCommand({ RoleName: "worker" }));
    expect(await refusal(whoAmI(credentials))).toEqual(DEAD);
    await iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: trustPolicy }));
    expect(await refusal(whoAmI(credentials))).toEqual(DEAD);
    await whoAmI(await session());
  });

  it("feels a change of its role's policies at once", async () => {
    const iam = iamOf(emulator);
    const own = iamOf(emulator, await session());
    const denied = await refusal(own.send(new ListUsersCommand()));
    expect(denied).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:sts::111111111111:assumed-role/worker/session is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::111111111111:user/ because no identity-based policy allows the iam:ListUsers action",
    });
    const PolicyDocument = policyDocument(allow("iam:ListUsers"));
    await iam.send(new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "see", PolicyDocument }));
    await own.send(new ListUsersCommand());
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "worker", PolicyName: "see" }));
    expect(await refusal(own.send(new ListUsersCommand()))).toEqual(denied);
  });

  it("goes on when the role trusts somebody else", async () => {
    const credentials = await session();
    const PolicyDocument = trust({ Service: "ec2.amazonaws.com" });
    await iamOf(emulator).send(new UpdateAssumeRolePolicyCommand({ RoleName: "worker", PolicyDocument }));
    await whoAmI(credentials);
    expect(await refusal(session())).toMatchObject({ code: "AccessDenied" });
  });

  it("ends when its time is over", async () => {
    const credentials = await session({ DurationSeconds: 900 });
    emulator.advanceClock(890);
    await whoAmI(credentials);
    emulator.advanceClock(10);
    expect(await refusal(whoAmI(credentials))).toEqual({
      code: "ExpiredToken",
      status: 403,
      message: "The security token included in the request is expired",
    });
  });

  it("lives no longer than its role allows", async () => {
    const tooLong = {
      code: "ValidationError",
      status: 400,
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    };
    expect(await refusal(session({ DurationSeconds: 3601 }))).toEqual(tooLong);
    await iamOf(emulator).send(new UpdateRoleCommand({ RoleName: "worker", MaxSessionDuration: 7200 }));
    await session({ DurationSeconds: 7200 });
    expect(await refusal(session({ DurationSeconds: 7201 }))).toEqual(tooLong);
  });

  it("lives no longer than an hour where it was made with another session", async () => {
    const iam = iamOf(emulator);
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "worker",
        PolicyName: "chain",
        PolicyDocument: policyDocument(allow("sts:AssumeRole")),
      }),
    );
    const next = await makeRole(iam, { name: "next", trustPolicy });
    await iam.send(new UpdateRoleCommand({ RoleName: "next", MaxSessionDuration: 43_200 }));
    const first = stsOf(emulator, await session());
    await assume(first, next.arn, { DurationSeconds: 3600 });
    expect(await refusal(assume(first, next.arn, { DurationSeconds: 3601 }))).toEqual({
      code: "ValidationError",
      status: 400,
      message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
    // The role's own maximum is looked at first.
    await iam.send(new UpdateRoleCommand({ RoleName: "next", MaxSessionDuration: 3600 }));
    const { message } = await refusal(assume(first, next.arn, { DurationSeconds: 3601 }));
    expect(message).toContain("MaxSessionDuration set for this role");
  });
});
