import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  type IAMClient,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, trust } from "./identities.ts";

const InstanceProfileName = "profile";
const RoleName = "worker";

describe("instance profiles", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let role: { readonly arn: string };
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    role = await makeRole(iam, { name: RoleName, trustPolicy: trust({ Service: "ec2.amazonaws.com" }) });
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Path: "/p/" }));
  });
  afterEach(() => emulator.close());

  const profile = async () => (await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile;
  const add = (client = iam, name = RoleName) =>
    client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: name }));

  it("are made empty, hold one role, and are deleted empty", async () => {
    expect(await profile()).toEqual({
      Path: "/p/",
      InstanceProfileName,
      InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::111111111111:instance-profile/p/profile",
      CreateDate: expect.any(Date),
      Roles: [],
    });
    await add();
    expect((await profile())?.Roles).toMatchObject([{ RoleName, Arn: role.arn }]);
    expect(await refusal(add())).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    });
    expect(await refusal(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })))).toEqual({
      code: "DeleteConflict",
      status: 409,
      message: "Cannot delete entity, must remove roles from instance profile first.",
    });
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
    const again = new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName });
    expect(await refusal(iam.send(again))).toMatchObject({ code: "NoSuchEntity", status: 404 });
    await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
    expect(await refusal(profile())).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: "Instance Profile profile cannot be found.",
    });
  });

  it("have names that differ by more than case", async () => {
    const command = new CreateInstanceProfileCommand({ InstanceProfileName: "Profile" });
    expect(await refusal(iam.send(command))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "Instance Profile Profile already exists.",
    });
  });

  it("are listed, all and by role", async () => {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "empty" }));
    await add();
    const names = (list: readonly { InstanceProfileName?: string | undefined }[] = []) =>
      list.map((one) => one.InstanceProfileName);
    expect(names((await iam.send(new ListInstanceProfilesCommand())).InstanceProfiles)).toEqual(["empty", "profile"]);
    const below = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: "/p/" }));
    expect(names(below.InstanceProfiles)).toEqual(["profile"]);
    const holding = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }));
    expect(names(holding.InstanceProfiles)).toEqual(["profile"]);
  });

  it("take a role only from those who may pass it on", async () => {
    const may = allow("iam:AddRoleToInstanceProfile");
    const bare = iamOf(emulator, await makeUser(iam, "bare", [may]));
    expect(await refusal(add(bare))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: arn:aws:iam::111111111111:user/bare is not authorized to perform: iam:PassRole on resource: ${role.arn} because no identity-based policy allows the iam:PassRole action`,
    });
    const toEc2 = {
      ...allow("iam:PassRole", role.arn),
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    };
    await add(iamOf(emulator, await makeUser(iam, "passer", [may, toEc2])));
  });

  it("need a role that exists", async () => {
    expect(await refusal(add(iam, "nothing"))).toMatchObject({ code: "NoSuchEntity", status: 404 });
  });
});
