import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, policyDocument, rootOf, trust } from "./identities.ts";

describe("attached policies", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    iam = iamOf(emulator);
    await makeUser(iam, "ada");
    await makeRole(iam, { name: "worker", trustPolicy: trust("*") });
  });
  afterEach(() => emulator.close());

  const create = async (PolicyName: string, client = iam, more = {}): Promise<string> => {
    const PolicyDocument = policyDocument(allow("s3:GetObject"));
    const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument, ...more }));
    return Policy?.Arn ?? "";
  };
  /** Users and roles answer alike. */
  const owners = {
    user: {
      attach: (PolicyArn: string) => iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn })),
      detach: (PolicyArn: string) => iam.send(new DetachUserPolicyCommand({ UserName: "ada", PolicyArn })),
      list: (input = {}) => iam.send(new ListAttachedUserPoliciesCommand({ UserName: "ada", ...input })),
    },
    role: {
      attach: (PolicyArn: string) => iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn })),
      detach: (PolicyArn: string) => iam.send(new DetachRolePolicyCommand({ RoleName: "worker", PolicyArn })),
      list: (input = {}) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "worker", ...input })),
    },
  };

  describe.each(["user", "role"] as const)("of a %s", (owner) => {
    const { attach, detach, list } = owners[owner];

    it("are attached, listed and detached; to attach twice changes nothing", async () => {
      const [read, write] = [await create("read"), await create("write", iam, { Path: "/w/" })];
      await attach(write);
      await attach(read);
      await attach(read);
      const both = [
        { PolicyName: "read", PolicyArn: read },
        { PolicyName: "write", PolicyArn: write },
      ];
      expect((await list()).AttachedPolicies).toEqual(both);
      expect((await list({ PathPrefix: "/w/" })).AttachedPolicies).toEqual([both[1]]);
      await detach(read);
      expect((await list()).AttachedPolicies).toEqual([both[1]]);
      expect(await refusal(detach(read))).toEqual({
        code: "NoSuchEntity",
        status: 404,
        message: `Policy ${read} was not found.`,
      });
    });

    it("must be named by an ARN", async () => {
      expect(await refusal(attach("longpolicynamebutnoarn"))).toEqual({
        code: "ValidationError",
        status: 400,
        message: "Invalid ARN:  Could not be parsed!",
      });
    });

    it("must be the account's own or AWS's", async () => {
      const foreign = await create("foreign", iamOf(emulator, rootOf(emulator, 1)));
      for (const arn of [foreign, "arn:aws:iam::111111111111:policy/never", "arn:aws:iam::aws:policy/Never"]) {
        expect(await refusal(attach(arn))).toEqual({
          code: "NoSuchEntity",
          status: 404,
          message: `Policy ${arn} does not exist or is not attachable.`,
        });
      }
    });

    it("are at most ten", async () => {
      for (let i = 0; i < 10; i++) await attach(await create(`p${i}`));
      expect(await refusal(attach(await create("p10")))).toEqual({
        code: "LimitExceeded",
        status: 409,
        message: `Cannot exceed quota for PoliciesPer${owner === "user" ? "User" : "Role"}: 10`,
      });
    });
  });
});
