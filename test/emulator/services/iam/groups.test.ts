import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  type IAMClient,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  paginateGetGroup,
  paginateListGroups,
  paginateListGroupsForUser,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument } from "./identities.ts";

const GroupName = "Developers";
const ARN = "arn:aws:iam::111111111111:group/eng/Developers";

describe("groups", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  const createGroup = (name = GroupName, Path = "/eng/") =>
    iam.send(new CreateGroupCommand({ GroupName: name, Path })).then(({ Group }) => Group);
  const join = (UserName: string, group = GroupName) =>
    iam.send(new AddUserToGroupCommand({ UserName, GroupName: group }));
  const leave = (UserName: string) => iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
  const members = async (name = GroupName) =>
    (await iam.send(new GetGroupCommand({ GroupName: name }))).Users?.map((user) => user.UserName);
  const groupsOf = async (UserName: string) =>
    (await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups?.map((group) => group.GroupName);

  it("are made, found by any case of their names, and described with their users", async () => {
    const group = await createGroup();
    expect(group).toEqual({
      Path: "/eng/",
      GroupName,
      GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
      Arn: ARN,
      CreateDate: expect.any(Date),
    });
    const { arn, userId } = await makeUser(iam, "ada");
    await join("ada");
    const { Group, Users, IsTruncated } = await iam.send(new GetGroupCommand({ GroupName: "developers" }));
    expect([Group, IsTruncated]).toEqual([group, false]);
    expect(Users).toEqual([{ Path: "/", UserName: "ada", UserId: userId, Arn: arn, CreateDate: expect.any(Date) }]);
  });

  it("are listed by path and by user, in pages", async () => {
    for (const name of ["b", "A", "c"]) await createGroup(name, name === "c" ? "/other/" : "/eng/");
    await makeUser(iam, "ada");
    for (const name of ["c", "A", "b"]) await join("ada", name);
    for (const UserName of ["eve", "Bob"]) {
      await makeUser(iam, UserName);
      await join(UserName, "c");
    }
    const { Groups } = await iam.send(new ListGroupsCommand({ PathPrefix: "/eng/" }));
    expect(Groups?.map((group) => group.GroupName)).toEqual(["A", "b"]);
    const pages = async <P>(pager: AsyncIterable<P>, namesOf: (page: P) => (string | undefined)[] | undefined) => {
      const names: unknown[] = [];
      for await (const page of pager) names.push(namesOf(page));
      return names;
    };
    const config = { client: iam, pageSize: 2 };
    const cut = [["A", "b"], ["c"]];
    expect(await pages(paginateListGroups(config, {}), (p) => p.Groups?.map((g) => g.GroupName))).toEqual(cut);
    const ofAda = paginateListGroupsForUser(config, { UserName: "ada" });
    expect(await pages(ofAda, (p) => p.Groups?.map((g) => g.GroupName))).toEqual(cut);
    const ofC = paginateGetGroup(config, { GroupName: "c" });
    expect(await pages(ofC, (p) => p.Users?.map((u) => u.UserName))).toEqual([["ada", "Bob"], ["eve"]]);
  });

  it("are joined and left; twice changes nothing", async () => {
    await createGroup();
    await makeUser(iam, "ada");
    await leave("ada");
    await join("ada");
    await join("ada");
    expect([await members(), await groupsOf("ada")]).toEqual([["ada"], [GroupName]]);
    await leave("ada");
    await leave("ada");
    expect([await members(), await groupsOf("ada")]).toEqual([[], []]);
  });

  it("must exist, as their users and policies must", async () => {
    await makeUser(iam, "ada");
    const missing = (message: string) => ({ code: "NoSuchEntity", status: 404, message });
    const noGroup = missing("The group with name Developers cannot be found.");
    expect(await refusal(join("ada"))).toEqual(noGroup);
    expect(await refusal(iam.send(new GetGroupCommand({ GroupName })))).toEqual(noGroup);
    expect(await refusal(iam.send(new DeleteGroupCommand({ GroupName })))).toEqual(noGroup);
    expect(await refusal(iam.send(new UpdateGroupCommand({ GroupName, NewPath: "/x/" })))).toEqual(noGroup);
    expect(await refusal(iam.send(new ListGroupPoliciesCommand({ GroupName })))).toEqual(noGroup);
    await createGroup();
    expect(await refusal(join("eve"))).toEqual(missing("The user with name eve cannot be found."));
    expect(await refusal(groupsOf("eve"))).toEqual(missing("The user with name eve cannot be found."));
    expect(await refusal(iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName: "p" })))).toEqual(
      missing("The group policy with name p cannot be found."),
    );
  });

  it("have names that are unique whatever their case", async () => {
    await createGroup();
    expect(await refusal(createGroup("DEVELOPERS"))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "Group with name DEVELOPERS already exists.",
    });
  });

  it("are not deleted while they have users or policies, nor are their users", async () => {
    await createGroup();
    await makeUser(iam, "ada");
    const PolicyDocument = policyDocument(allow("s3:*"));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument }));
    const attachment = { GroupName, PolicyArn: Policy?.Arn };
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: "inline", PolicyDocument }));
    await iam.send(new AttachGroupPolicyCommand(attachment));
    await join("ada");
    const conflict = (what: string) => ({
      code: "DeleteConflict",
      status: 409,
      message: `Cannot delete entity, ${what}`,
    });
    const deleteGroup = () => iam.send(new DeleteGroupCommand({ GroupName }));
    expect(await refusal(deleteGroup())).toEqual(conflict("must remove users from group first."));
    await iam.send(new CreateGroupCommand({ GroupName: "empty" }));
    await iam.send(new CreateUserCommand({ UserName: "keyless" }));
    await join("keyless", "empty");
    const deleteKeyless = () => iam.send(new DeleteUserCommand({ UserName: "keyless" }));
    expect(await refusal(deleteKeyless())).toEqual(conflict("must remove users from group first."));
    await iam.send(new RemoveUserFromGroupCommand({ UserName: "keyless", GroupName: "empty" }));
    await deleteKeyless();
    await leave("ada");
    expect(await refusal(deleteGroup())).toEqual(conflict("must detach all policies first."));
    await iam.send(new DetachGroupPolicyCommand(attachment));
    expect(await refusal(deleteGroup())).toEqual(conflict("must delete policies first."));
    await iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName: "inline" }));
    await deleteGroup();
    expect((await iam.send(new ListGroupsCommand())).Groups?.map((group) => group.GroupName)).toEqual(["empty"]);
  });

  it("change name and path, and keep id, users and policies", async () => {
    const before = await createGroup();
    await makeUser(iam, "ada");
    await join("ada");
    const PolicyDocument = policyDocument(allow("s3:*"));
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: "inline", PolicyDocument }));
    await iam.send(new UpdateGroupCommand({ GroupName, NewGroupName: "Makers", NewPath: "/art/" }));
    const { Group } = await iam.send(new GetGroupCommand({ GroupName: "Makers" }));
    const Arn = "arn:aws:iam::111111111111:group/art/Makers";
    expect(Group).toEqual({ ...before, GroupName: "Makers", Path: "/art/", Arn });
    expect([await members("Makers"), await groupsOf("ada")]).toEqual([["ada"], ["Makers"]]);
    expect((await iam.send(new ListGroupPoliciesCommand({ GroupName: "Makers" }))).PolicyNames).toEqual(["inline"]);
    expect(await refusal(iam.send(new GetGroupCommand({ GroupName })))).toMatchObject({ code: "NoSuchEntity" });
    await iam.send(new UpdateGroupCommand({ GroupName: "Makers", NewGroupName: "MAKERS" }));
    await createGroup("other");
    expect(await refusal(iam.send(new UpdateGroupCommand({ GroupName: "other", NewGroupName: "makers" })))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "Group with name makers already exists.",
    });
  });

  it("need the right to both names where they are renamed", async () => {
    await createGroup();
    const own = iamOf(emulator, await makeUser(iam, "lead", [allow("iam:UpdateGroup", "arn:aws:iam::*:group/eng/*")]));
    await own.send(new UpdateGroupCommand({ GroupName, NewGroupName: "Makers" }));
    const { message } = await refusal(own.send(new UpdateGroupCommand({ GroupName: "Makers", NewPath: "/art/" })));
    expect(message).toContain("iam:UpdateGroup on resource: group Makers because");
  });

  it("are at most 300 in an account, and ten for a user", async () => {
    await makeUser(iam, "ada");
    for (let i = 0; i < 300; i++) await createGroup(`g${i}`);
    const exceeded = (quota: string) => ({
      code: "LimitExceeded",
      status: 409,
      message: `Cannot exceed quota for ${quota}`,
    });
    expect(await refusal(createGroup("one-more"))).toEqual(exceeded("GroupsPerAccount: 300"));
    for (let i = 0; i < 10; i++) await join("ada", `g${i}`);
    expect(await refusal(join("ada", "g10"))).toEqual(exceeded("GroupsPerUser: 10"));
    await join("ada", "g9");
  });
});
