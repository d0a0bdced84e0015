import { describe, expect, it } from "vitest";
import { type PrincipalFacts, readPrincipal } from "../../../src/cli/explain-offline/principal.ts";
import type { Principal } from "../../../src/policy/index.ts";

const accountId = "111122223333";
const alice = `arn:aws:iam::${accountId}:user/alice`;
const session = `arn:aws:sts::${accountId}:assumed-role/uploader/job`;
const federated = `arn:aws:sts::${accountId}:federated-user/bob`;

describe("--principal", () => {
  it.each<[string, string, PrincipalFacts, Principal]>([
    ["a user", alice, {}, { type: "user", accountId, arn: alice, uniqueId: "" }],
    [
      "a user with a path and an id",
      `arn:aws:iam::${accountId}:user/a/b/carol`,
      { userId: "AIDAEXAMPLE" },
      { type: "user", accountId, arn: `arn:aws:iam::${accountId}:user/a/b/carol`, uniqueId: "AIDAEXAMPLE" },
    ],
    [
      "a role session, whose role has no path that is known",
      session,
      { userId: "AROAEXAMPLE:job", principalArn: alice },
      {
        type: "role-session",
        accountId,
        arn: session,
        roleArn: `arn:aws:iam::${accountId}:role/uploader`,
        uniqueId: "AROAEXAMPLE",
      },
    ],
    [
      "a role session, whose role's path the context tells",
      session,
      { principalArn: `arn:aws:iam::${accountId}:role/ci/uploader` },
      {
        type: "role-session",
        accountId,
        arn: session,
        roleArn: `arn:aws:iam::${accountId}:role/ci/uploader`,
        uniqueId: "",
      },
    ],
    [
      "a role, which stands for a session of it",
      "arn:aws-cn:iam::111122223333:role/ci/uploader",
      {},
      {
        type: "role-session",
        accountId,
        arn: "arn:aws-cn:sts::111122223333:assumed-role/uploader/session",
        roleArn: "arn:aws-cn:iam::111122223333:role/ci/uploader",
        uniqueId: "",
      },
    ],
    [
      "a role, whose session's name the context tells",
      `arn:aws:iam::${accountId}:role/uploader`,
      { userId: "AROAEXAMPLE:job" },
      {
        type: "role-session",
        accountId,
        arn: session,
        roleArn: `arn:aws:iam::${accountId}:role/uploader`,
        uniqueId: "AROAEXAMPLE",
      },
    ],
    [
      "a federated user of a user",
      federated,
      { federatedBy: alice },
      { type: "federated-user", accountId, arn: federated, userArn: alice, uniqueId: undefined },
    ],
    [
      "a federated user of root",
      federated,
      { federatedBy: `arn:aws:iam::${accountId}:root` },
      { type: "federated-user", accountId, arn: federated, userArn: undefined, uniqueId: undefined },
    ],
    ["root", `arn:aws:iam::${accountId}:root`, {}, { type: "root", accountId, arn: `arn:aws:iam::${accountId}:root` }],
    ["a service", "ec2.amazonaws.com", {}, { type: "service", service: "ec2.amazonaws.com" }],
    [
      "a web identity by its host",
      "accounts.google.com",
      {},
      { type: "web-identity", provider: "accounts.google.com" },
    ],
    [
      "a web identity whose host looks like a service",
      "cognito-identity.amazonaws.com",
      {},
      { type: "web-identity", provider: "cognito-identity.amazonaws.com" },
    ],
    [
      "a web identity by its provider's ARN",
      `arn:aws:iam::${accountId}:oidc-provider/token.example.com/path/x`,
      {},
      { type: "web-identity", provider: `arn:aws:iam::${accountId}:oidc-provider/token.example.com/path/x` },
    ],
    ["nobody", "anonymous", {}, { type: "anonymous" }],
  ])("can be %s", (_, text, facts, principal) => {
    expect(readPrincipal(text, facts)).toEqual(principal);
  });

  it.each([
    "",
    "*",
    "alice",
    accountId,
    "arn:aws:iam::111122223333:user/",
    "arn:aws:iam::111122223333:user/*",
    "arn:aws:iam::111122223333:user/a//b",
    "arn:aws:iam::1111:user/alice",
    "arn:aws:iam:us-east-1:111122223333:user/alice",
    "arn:aws:iam::111122223333:group/staff",
    "arn:aws:iam::111122223333:root/x",
    "arn:aws:sts::111122223333:assumed-role/uploader",
    "arn:aws:sts::111122223333:assumed-role/ci/uploader/job",
    "arn:nowhere:iam::111122223333:user/alice",
    "arn:aws:s3:::bucket",
  ])("cannot be %j", (text) => {
    expect(() => readPrincipal(text, {})).toThrow(`\`${text}\` is not a principal`);
  });

  it("cannot be a federated user of an unknown one, of a role, or of another account's user", () => {
    expect(() => readPrincipal(federated, {})).toThrow(/not known who federated/);
    for (const federatedBy of [session, "arn:aws:iam::444455556666:user/alice"]) {
      expect(() => readPrincipal(federated, { federatedBy })).toThrow(/cannot have federated/);
    }
  });
});
