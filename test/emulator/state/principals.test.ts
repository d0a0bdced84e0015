import { beforeEach, describe, expect, it } from "vitest";
import { createAccount } from "../../../src/emulator/state/accounts.ts";
import { type RoleRecord, roles, type UserRecord, users } from "../../../src/emulator/state/identities.ts";
import { MemoryStore } from "../../../src/emulator/state/memory-store.ts";
import { bindPrincipals, showPrincipals, UnknownPrincipalError } from "../../../src/emulator/state/principals.ts";

const common = {
  accountId: "111111111111",
  path: "/eng/",
  createdAt: "2026-11-23T00:00:00.000Z",
  inlinePolicies: {},
  attachedPolicyArns: [],
  tags: [],
};
const ada: UserRecord = { ...common, userName: "ada", userId: "AIDAAAAAAAAAAAAAAAAAA" };
const worker: RoleRecord = {
  ...common,
  roleName: "worker",
  roleId: "AROAAAAAAAAAAAAAAAAAA",
  trustPolicy: "",
  maxSessionDurationSeconds: 3600,
};
const ADA = "arn:aws:iam::111111111111:user/eng/ada";
const WORKER = "arn:aws:iam::111111111111:role/eng/worker";

describe("bound principals", () => {
  let store: MemoryStore;
  beforeEach(async () => {
    store = new MemoryStore();
    await store.transaction((writer) => {
      createAccount(writer, "111111111111");
      users.put(writer, ada);
      roles.put(writer, worker);
    });
  });

  const policy = (...principals: readonly unknown[]): string =>
    JSON.stringify({ Statement: principals.map((Principal) => ({ Effect: "Allow", Principal, Action: "s3:*" })) });

  it("are unique ids where they were users and roles, in lists and alone, and read back", () => {
    const document = policy({ AWS: [ADA, WORKER, "*"] }, { AWS: ADA, Service: "ec2.amazonaws.com" });
    const bound = bindPrincipals(store, document);
    expect(bound).toBe(
      policy({ AWS: [ada.userId, worker.roleId, "*"] }, { AWS: ada.userId, Service: "ec2.amazonaws.com" }),
    );
    expect(showPrincipals(store, bound)).toBe(document);
  });

  it("are bound in NotPrincipal and in a single statement too", () => {
    const document = JSON.stringify({ Statement: { Effect: "Deny", NotPrincipal: { AWS: WORKER }, Action: "s3:*" } });
    expect(JSON.parse(bindPrincipals(store, document)).Statement.NotPrincipal).toEqual({ AWS: worker.roleId });
  });

  it("stay as they are where they are everyone, services, sessions or federated users", () => {
    for (const principal of [
      "*",
      { Service: "s3.amazonaws.com" },
      { CanonicalUser: "f".repeat(64) },
      { AWS: "arn:aws:sts::111111111111:assumed-role/worker/session" },
      { AWS: "arn:aws:sts::111111111111:federated-user/guest" },
      { AWS: "arn:aws:iam::111111111111:root" },
      { AWS: worker.roleId },
    ]) {
      expect(bindPrincipals(store, policy(principal))).toBe(policy(principal));
    }
  });

  it("leave ARNs in conditions alone", () => {
    const Condition = { ArnEquals: { "aws:PrincipalArn": ADA } };
    const document = JSON.stringify({ Statement: [{ Principal: "*", Condition }] });
    expect(bindPrincipals(store, document)).toBe(document);
  });

  it("read back as ids once their owner is gone, though a namesake is there", async () => {
    const bound = bindPrincipals(store, policy({ AWS: ADA }));
    await store.transaction((writer) => {
      users.remove(writer, ada);
      users.put(writer, { ...ada, userId: "AIDABBBBBBBBBBBBBBBBB" });
    });
    expect(showPrincipals(store, bound)).toBe(policy({ AWS: ada.userId }));
    expect(() => bindPrincipals(store, bound)).toThrow(UnknownPrincipalError);
  });

  it("must exist", () => {
    for (const name of ["arn:aws:iam::111111111111:user/ada", `${ADA}2`, "222222222222", "arn:aws:s3:::bucket"]) {
      expect(() => bindPrincipals(store, policy({ AWS: name }))).toThrow(new UnknownPrincipalError(name));
    }
  });
});
