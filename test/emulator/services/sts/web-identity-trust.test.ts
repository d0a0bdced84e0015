import { CreateUserCommand, GetUserCommand, ListUsersCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import {
  allow,
  assume as assumeRole,
  iamOf,
  makeRole,
  policyDocument,
  type Statement,
  sdkCredentials,
  stsOf,
  trust,
} from "../iam/identities.ts";
import { AUDIENCE, addProvider, assumeWithToken, type Issuer, makeIssuer, trustProvider } from "./oidc.ts";

const GITHUB = "https://token.actions.githubusercontent.com";
const GITHUB_NAME = "token.actions.githubusercontent.com";
const TAGS = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";
const DENIED = {
  code: "AccessDenied",
  status: 403,
  message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
};
const TAGGING = { Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"] };

describe("who may assume a role with a token", () => {
  let emulator: Emulator;
  let github: Issuer;
  let other: Issuer;
  let githubArn: string;
  let count = 0;
  beforeAll(async () => {
    github = await makeIssuer(GITHUB);
    other = await makeIssuer("https://idp.example.com/a");
    emulator = await startTestEmulator({
      accountIds: ["111111111111", "222222222222"],
      oidcKeySets: { [github.issuer]: github.keySet, [other.issuer]: other.keySet },
    });
    githubArn = await addProvider(emulator, GITHUB);
    await addProvider(emulator, other.issuer);
  });
  afterAll(() => emulator.close());

  const role = async (more: Statement = {}, statements: readonly Statement[] = []): Promise<string> => {
    count += 1;
    const trustPolicy = trustProvider(githubArn, more);
    return (await makeRole(iamOf(emulator), { name: `role-${count}`, trustPolicy, statements })).arn;
  };
  const assume = async (RoleArn: string, claims: object = {}, more: object = {}) =>
    assumeWithToken(emulator, { RoleArn, WebIdentityToken: await github.token({ ...claims }), ...more });
  const on = (key: string, value: string | readonly string[], operator = "StringEquals"): Statement => ({
    Condition: { [operator]: { [key]: value } },
  });

  it("is everyone with a token of the provider, where the trust policy asks for no more", async () => {
    await assume(await role());
  });

  it("is nobody with a token of another provider, without permission, or for a role that is not there", async () => {
    const RoleArn = await role();
    const foreign = assumeWithToken(emulator, { RoleArn, WebIdentityToken: await other.token() });
    expect(await refusal(foreign)).toEqual(DENIED);
    expect(await refusal(assume(await role({ Action: "sts:TagSession" })))).toEqual(DENIED);
    expect(await refusal(assume("arn:aws:iam::111111111111:role/missing"))).toEqual(DENIED);
  });

  it("needs the provider in the role's own account", async () => {
    expect(await refusal(assume("arn:aws:iam::222222222222:role/any"))).toEqual({
      code: "InvalidIdentityToken",
      status: 400,
      message: `No OpenIDConnect provider found in your account for ${GITHUB}`,
    });
  });

  it.each<[string, Statement, object]>([
    ["aud", on(`${GITHUB_NAME}:aud`, AUDIENCE), {}],
    ["sub", on(`${GITHUB_NAME}:sub`, "repo:acme/app:*", "StringLike"), { sub: "repo:acme/app:ref:refs/heads/main" }],
    ["amr", on(`${GITHUB_NAME}:amr`, "mfa", "ForAnyValue:StringEquals"), { amr: ["pwd", "mfa"] }],
    ["azp", on(`${GITHUB_NAME}:azp`, AUDIENCE), { azp: AUDIENCE, aud: "elsewhere" }],
    ["oaud", on(`${GITHUB_NAME}:oaud`, "elsewhere"), { azp: AUDIENCE, aud: "elsewhere" }],
    ["email", on(`${GITHUB_NAME}:email`, "a@example.com"), { email: "a@example.com" }],
    ["a claim of GitHub's", on(`${GITHUB_NAME}:repository_id`, "42"), { repository_id: "42" }],
  ])("can depend on %s", async (_what, condition, claims) => {
    const RoleArn = await role(condition);
    await assume(RoleArn, claims);
    const others = { sub: "mallory", amr: ["pwd"], azp: undefined, aud: AUDIENCE, email: "b@example.com" };
    if (!JSON.stringify(condition).includes(`${GITHUB_NAME}:aud`)) {
      expect(await refusal(assume(RoleArn, { ...others, repository_id: "43" }))).toEqual(DENIED);
    }
  });

  it("cannot depend on claims that are no condition keys on AWS", async () => {
    expect(await refusal(assume(await role(on(`${GITHUB_NAME}:custom`, "x")), { custom: "x" }))).toEqual(DENIED);
  });

  it("can depend on the session's name and the provider", async () => {
    await assume(await role(on("sts:RoleSessionName", "ci")), {}, { RoleSessionName: "ci" });
    expect(await refusal(assume(await role(on("sts:RoleSessionName", "ci"))))).toEqual(DENIED);
    await assume(await role(on("aws:FederatedProvider", githubArn, "ArnEquals")));
  });

  it("gives a session that carries the provider and the subject in later requests", async () => {
    const byProvider = {
      StringEquals: { "aws:FederatedProvider": githubArn, [`${GITHUB_NAME}:sub`]: "alice" },
    };
    const RoleArn = await role({}, [{ ...allow("iam:ListUsers"), Condition: byProvider }]);
    const { Credentials } = await assume(RoleArn);
    await iamOf(emulator, sdkCredentials(Credentials)).send(new ListUsersCommand());
    const bob = await assume(RoleArn, { sub: "bob" });
    expect(await refusal(iamOf(emulator, sdkCredentials(bob.Credentials)).send(new ListUsersCommand()))).toMatchObject({
      code: "AccessDenied",
    });
  });

  it("is limited by session policies, and by the role's maximum in time", async () => {
    const RoleArn = await role({}, [allow("iam:*")]);
    const Policy = policyDocument(allow("iam:GetUser"));
    const { Credentials, PackedPolicySize } = await assume(RoleArn, {}, { Policy, DurationSeconds: 900 });
    expect(PackedPolicySize).toBeGreaterThan(0);
    const iam = iamOf(emulator, sdkCredentials(Credentials));
    expect(await refusal(iam.send(new ListUsersCommand()))).toMatchObject({ code: "AccessDenied" });
    await iamOf(emulator).send(new CreateUserCommand({ UserName: `user-${count}` }));
    await iam.send(new GetUserCommand({ UserName: `user-${count}` }));
    expect(await refusal(assume(RoleArn, {}, { DurationSeconds: 3601 }))).toEqual({
      code: "ValidationError",
      status: 400,
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  it("tags the session from the token, where the trust policy lets it", async () => {
    const claims = { [TAGS]: { principal_tags: { Team: ["blue"] }, transitive_tag_keys: ["Team"] } };
    expect(await refusal(assume(await role(), claims))).toEqual({
      ...DENIED,
      message: "Not authorized to perform sts:TagSession",
    });
    const RoleArn = await role(TAGGING);
    const PolicyDocument = policyDocument({
      ...allow("iam:ListUsers"),
      Condition: { StringEquals: { "aws:PrincipalTag/Team": "blue" } },
    });
    const RoleName = RoleArn.split("/")[1];
    await iamOf(emulator).send(new PutRolePolicyCommand({ RoleName, PolicyName: "tagged", PolicyDocument }));
    for (const tagged of [claims, { [`${TAGS}/principal_tags/Team`]: "blue" }]) {
      const { Credentials } = await assume(RoleArn, tagged);
      await iamOf(emulator, sdkCredentials(Credentials)).send(new ListUsersCommand());
    }
    const plain = iamOf(emulator, sdkCredentials((await assume(RoleArn)).Credentials));
    expect(await refusal(plain.send(new ListUsersCommand()))).toMatchObject({ code: "AccessDenied" });
  });

  it.each<[string, unknown]>([
    ["a value that is no list", { principal_tags: { Team: "blue" } }],
    ["two values", { principal_tags: { Team: ["blue", "red"] } }],
    ["a character that no tag has", { principal_tags: { Team: ["a|b"] } }],
    ["a key of AWS's own", { principal_tags: { "aws:x": ["a"] } }],
    ["a transitive key without its tag", { principal_tags: { Team: ["blue"] }, transitive_tag_keys: ["Cost"] }],
    ["a text", "Team=blue"],
  ])("refuses tags with %s", async (_what, tags) => {
    expect(await refusal(assume(await role(TAGGING), { [TAGS]: tags }))).toEqual({
      code: "InvalidIdentityToken",
      status: 400,
      message: "principal_tags passed in claim is not in correct format",
    });
  });

  it("takes the source identity from the token, where the trust policy lets it", async () => {
    const claims = { [SOURCE_IDENTITY]: "Alice" };
    expect(await refusal(assume(await role(), claims))).toEqual({
      ...DENIED,
      message: "Not authorized to perform sts:SetSourceIdentity",
    });
    const RoleArn = await role(TAGGING);
    expect(await assume(RoleArn, claims)).toMatchObject({ SourceIdentity: "Alice" });
    expect(await refusal(assume(RoleArn, { [SOURCE_IDENTITY]: "a b" }))).toMatchObject({
      code: "InvalidIdentityToken",
    });
  });

  it("passes the source identity and transitive tags on to the next role, but not the provider", async () => {
    const { Credentials } = await assume(await role(TAGGING, [allow("sts:*")]), {
      [SOURCE_IDENTITY]: "Alice",
      [TAGS]: { principal_tags: { Team: ["blue"], Cost: ["1"] }, transitive_tag_keys: ["Team"] },
    });
    const keys = { "aws:PrincipalTag/Team": "blue", "aws:SourceIdentity": "Alice" };
    const absent = { "aws:FederatedProvider": "true", "aws:PrincipalTag/Cost": "true" };
    const next = await makeRole(iamOf(emulator), {
      name: "next",
      trustPolicy: trust(
        { AWS: "111111111111" },
        { Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"] },
      ),
      statements: [{ ...allow("iam:ListUsers"), Condition: { StringEquals: keys, Null: absent } }],
    });
    const first = stsOf(emulator, sdkCredentials(Credentials));
    await iamOf(emulator, await assumeRole(first, next.arn)).send(new ListUsersCommand());
    expect((await refusal(assumeRole(first, next.arn, { SourceIdentity: "Bob" }))).message).toBe(
      "The source identity is already set for this assume role session",
    );
  });

  it("is explained like any other decision", async () => {
    const RoleArn = await role(on(`${GITHUB_NAME}:sub`, "bob"));
    const error = await assume(RoleArn).catch((thrown: unknown) => thrown);
    const { requestId = "" } = (error as { $metadata: { requestId?: string } }).$metadata;
    expect(emulator.explain(requestId)).toMatchObject({
      operation: "AssumeRoleWithWebIdentity",
      decisions: [
        {
          decision: { effect: "Deny", layer: "resource" },
          request: { principal: { type: "web-identity", provider: githubArn } },
        },
      ],
    });
    expect(JSON.stringify(emulator.explain(requestId))).not.toContain("eyJ");
  });

  it("gives a session that STS knows", async () => {
    const RoleArn = await role();
    const { Credentials, AssumedRoleUser } = await assume(RoleArn);
    const { Arn, UserId } = await stsOf(emulator, sdkCredentials(Credentials)).send(new GetCallerIdentityCommand());
    expect({ Arn, AssumedRoleId: UserId }).toEqual(AssumedRoleUser);
  });
});

describe("the input of AssumeRoleWithWebIdentity", () => {
  it("has no ProviderId here", async () => {
    const emulator = await startTestEmulator();
    try {
      const input = { WebIdentityToken: "token", ProviderId: "www.amazon.com" };
      expect(await refusal(assumeWithToken(emulator, input))).toMatchObject({ code: "NotImplemented", status: 501 });
      const tooLong = { WebIdentityToken: "token", DurationSeconds: 43_201, RoleSessionName: "a b" };
      expect((await refusal(assumeWithToken(emulator, tooLong))).message).toMatch(/^2 validation errors detected: /);
    } finally {
      await emulator.close();
    }
  });
});
