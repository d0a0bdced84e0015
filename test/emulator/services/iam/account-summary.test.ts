import {
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  GetAccountSummaryCommand,
} from "@aws-sdk/client-iam";
import { expect, it } from "vitest";
import { startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, policyDocument, rootOf, trust } from "./identities.ts";

it("the account's summary counts what there is, beside AWS's quotas", async () => {
  const emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
  const iam = iamOf(emulator);
  for (const name of ["ada", "bob", "eve"]) await makeUser(iam, name);
  await makeRole(iam, { name: "worker", trustPolicy: trust("*") });
  await makeRole(iam, { name: "other", trustPolicy: trust("*") });
  await iam.send(new CreateGroupCommand({ GroupName: "g" }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "i" }));
  const PolicyDocument = policyDocument(allow("s3:*"));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument }));
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument }));
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand());
  expect(SummaryMap).toMatchObject({
    Users: 3,
    UsersQuota: 5000,
    Groups: 1,
    GroupsQuota: 300,
    GroupsPerUserQuota: 10,
    GroupPolicySizeQuota: 5120,
    Roles: 2,
    RolesQuota: 1000,
    InstanceProfiles: 1,
    Policies: 1,
    PolicyVersionsInUse: 2,
    VersionsPerPolicyQuota: 5,
    AccountAccessKeysPresent: 1,
    AccountMFAEnabled: 0,
  });
  const other = await iamOf(emulator, rootOf(emulator, 1)).send(new GetAccountSummaryCommand());
  expect(Object.keys(other.SummaryMap ?? {})).toHaveLength(34);
  expect(other.SummaryMap).toMatchObject({ Users: 0, Groups: 0, Roles: 0, Policies: 0, InstanceProfiles: 0 });
  await emulator.close();
});
