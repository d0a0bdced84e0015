import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstancesCommand,
  DisassociateIamInstanceProfileCommand,
  type EC2Client,
  ReplaceIamInstanceProfileAssociationCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { plainRequest, waitForInstance } from "../../../support/instances.ts";
import { allow, iamOf, makeRole, trust } from "../iam/identities.ts";
import { ec2Of, launched, userWith } from "./world.ts";

const ROLE = "arn:aws:iam::111111111111:role/";

describe("associations of instance profiles", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let id: string;
  beforeAll(async () => {
    emulator = await startTestEmulator({ instanceMode: "process" });
    ec2 = ec2Of(emulator);
    const iam = iamOf(emulator);
    for (const name of ["first", "second"]) {
      await makeRole(iam, { name: `${name}-role`, trustPolicy: trust({ Service: "ec2.amazonaws.com" }) });
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: `${name}-role` }));
    }
    id = await launched(emulator, ec2, { MetadataOptions: { HttpTokens: "optional" } });
  });
  afterAll(() => emulator.close());

  const associate = (Name: string, client = ec2, InstanceId = id) =>
    client.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name } }));
  const replace = (AssociationId: string, Name: string, client = ec2) =>
    client.send(new ReplaceIamInstanceProfileAssociationCommand({ AssociationId, IamInstanceProfile: { Name } }));
  const list = async () => {
    const answer = await ec2.send(new DescribeIamInstanceProfileAssociationsCommand());
    return answer.IamInstanceProfileAssociations ?? [];
  };
  const roleOnInstance = async () => {
    const { metadata = {} } = await waitForInstance(emulator, id, ({ state }) => state === "running");
    const { status, body } = await plainRequest(metadata, "/latest/meta-data/iam/security-credentials/");
    return status === 200 ? body : status;
  };

  it("come and go while the instance runs, and its metadata service with them", async () => {
    expect(await roleOnInstance()).toBe(404);
    const { IamInstanceProfileAssociation: made } = await associate("first");
    expect(made).toMatchObject({
      AssociationId: expect.stringMatching(/^iip-assoc-0[0-9a-f]{16}$/),
      InstanceId: id,
      IamInstanceProfile: { Arn: "arn:aws:iam::111111111111:instance-profile/first" },
      State: "associating",
    });
    expect(await roleOnInstance()).toBe("first-role");
    expect((await refusal(associate("second"))).code).toBe("IncorrectState");
    expect(await list()).toMatchObject([{ AssociationId: made?.AssociationId, State: "associated" }]);

    const { IamInstanceProfileAssociation: other } = await replace(made?.AssociationId ?? "", "second");
    expect(other?.AssociationId).not.toBe(made?.AssociationId);
    expect(await roleOnInstance()).toBe("second-role");
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const { Arn } = Reservations?.[0]?.Instances?.[0]?.IamInstanceProfile ?? {};
    expect(Arn).toBe("arn:aws:iam::111111111111:instance-profile/second");

    const AssociationId = other?.AssociationId ?? "";
    const gone = await ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }));
    expect(gone.IamInstanceProfileAssociation).toMatchObject({ AssociationId, State: "disassociating" });
    expect(await roleOnInstance()).toBe(404);
    expect(await list()).toEqual([]);
    for (const call of [
      ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId })),
      replace(AssociationId, "first"),
      ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ AssociationIds: [AssociationId] })),
    ]) {
      expect((await refusal(call)).code).toBe("InvalidAssociationID.NotFound");
    }
  });

  it("are there from the launch on, and are found by the instance", async () => {
    const own = await launched(emulator, ec2, { IamInstanceProfile: { Name: "first" } });
    const Filters = [{ Name: "instance-id", Values: [own] }];
    const found = await ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters }));
    expect(found.IamInstanceProfileAssociations).toMatchObject([{ InstanceId: own, State: "associated" }]);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [own] }));
    await waitForInstance(emulator, own, ({ state }) => state === "terminated");
    expect(await list()).toEqual([]);
    expect((await refusal(associate("first", ec2, own))).code).toBe("IncorrectInstanceState");
  });

  it("need PassRole on the role", async () => {
    const action = "ec2:AssociateIamInstanceProfile";
    const without = await refusal(associate("first", await userWith(emulator, allow(action))));
    expect(without.code).toBe("UnauthorizedOperation");
    expect(without.message).toContain(`iam:PassRole on resource: ${ROLE}first-role`);
    const passing = { ...allow("iam:PassRole", `${ROLE}first-role`) };
    const client = await userWith(emulator, allow(["ec2:*"]), passing);
    const { IamInstanceProfileAssociation: made } = await associate("first", client);
    const AssociationId = made?.AssociationId ?? "";
    expect((await refusal(replace(AssociationId, "second", client))).message).toContain(`${ROLE}second-role`);
    await client.send(new DisassociateIamInstanceProfileCommand({ AssociationId }));
  });

  it("are not made with a profile that is none", async () => {
    expect((await refusal(associate("none"))).message).toBe(
      "Value (none) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    );
    const call = new AssociateIamInstanceProfileCommand({ InstanceId: id, IamInstanceProfile: {} });
    expect((await refusal(ec2.send(call))).code).toBe("MissingParameter");
  });
});
