import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLease, type LeaseNotice, type LeaseOptions, ServiceError } from "../../src/lease/index.ts";
import {
  allow,
  assume,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  stsOf,
  trust,
} from "../emulator/services/iam/identities.ts";
import { addProvider, type Issuer, makeIssuer, trustProvider } from "../emulator/services/sts/oidc.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { BUCKET, type LeasingWorld, makeLeasingWorld, put, s3Of } from "./leasing-world.ts";

const GITHUB = "https://token.actions.githubusercontent.com";
const folder = mkdtempSync(join(tmpdir(), "keylease-minting-"));
let world: LeasingWorld;
let github: Issuer;
beforeAll(async () => {
  github = await makeIssuer(GITHUB);
  world = await makeLeasingWorld({ oidcKeySets: { [github.issuer]: github.keySet } });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const scope = { key: "object", actions: ["upload"] };
let count = 0;

/** A role that may do everything with S3. */
async function role(trustPolicy: string): Promise<string> {
  count += 1;
  return (await makeRole(iamOf(world.emulator), { name: `role-${count}`, trustPolicy, statements: [allow("s3:*")] }))
    .arn;
}

describe("AssumeRole", () => {
  it("tells the role the external id and the source identity that it asks for", async () => {
    const roleArn = await role(
      trust(
        { AWS: "111111111111" },
        {
          Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
          Condition: { StringEquals: { "sts:ExternalId": "customer:17", "sts:SourceIdentity": "alice" } },
        },
      ),
    );
    const lease = await world.lease(scope, { roleArn, externalId: "customer:17", sourceIdentity: "alice" });
    expect(await put(s3Of(world, lease), "object")).toBe("ok");
    for (const wrong of [{ externalId: "customer:17" }, { externalId: "other", sourceIdentity: "alice" }]) {
      const error = await refusedBy(world.lease(scope, { roleArn, ...wrong }));
      expect(error.facts).toMatchObject({ awsCode: "AccessDenied" });
    }
  });

  it("gives the session its tags, which policies of the role may ask for", async () => {
    const roleArn = await role(trust({ AWS: "111111111111" }, { Action: ["sts:AssumeRole", "sts:TagSession"] }));
    const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    const own = `arn:aws:s3:::${BUCKET}/\${aws:PrincipalTag/team}/*`;
    const PolicyDocument = policyDocument(allow("s3:*", own));
    await iamOf(world.emulator).send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: "rights", PolicyDocument }),
    );
    const sessionTags = [{ key: "team", value: "blue", transitive: true }];
    const actions = ["upload"];
    const lease = await world.lease({ keys: ["blue/x", "red/x"], actions }, { roleArn, sessionTags });
    expect(await put(s3Of(world, lease), "blue/x")).toBe("ok");
    expect(await put(s3Of(world, lease), "red/x")).toBe("AccessDenied");
  });

  it("names the session after the lease, and tells the packed size that STS answered", async () => {
    const lease = await world.lease(scope);
    expect(lease.principalArn).toBe(`arn:aws:sts::111111111111:assumed-role/uploader/keylease-${lease.id}`);
    expect(lease.packedPolicySize).toBeGreaterThan(0);
  });

  it("is refused with a code of an MFA device that there is none of", async () => {
    const mfa = { serialNumber: "arn:aws:iam::111111111111:mfa/alice", tokenCode: "123456" };
    const error = await refusedBy(world.lease(scope, { mfa }));
    expect(error.message).toContain("MultiFactorAuthentication failed");
  });

  it("by credentials that are temporary gives an hour at most, and says so", async () => {
    const roleArn = await role(trust({ AWS: "111111111111" }));
    const credentials = await assume(stsOf(world.emulator, world.caller), world.roleArn);
    const session = { ...credentials, sessionToken: credentials.sessionToken ?? "" };
    const notices: LeaseNotice[] = [];
    const started = world.emulator.now().getTime();
    const onNotice = (notice: LeaseNotice): number => notices.push(notice);
    const lease = await world.lease(scope, { roleArn, credentials: session, durationSeconds: 7200, onNotice });
    expect(notices.map(({ code }) => code)).toEqual(["DurationCapped"]);
    expect(lease.credentials.expiration.getTime() - started).toBeLessThanOrEqual(3_600_000);
    expect(lease.credentials.expiration.getTime() - started).toBeGreaterThan(3_500_000);
    await world.lease(scope, { roleArn, credentials: session, durationSeconds: 3600, onNotice });
    expect(notices).toHaveLength(1);
  });

  it("tells who calls where somebody wants to know", async () => {
    const told: unknown[] = [];
    await world.lease(scope, { onIdentity: (identity) => told.push(identity) });
    expect(told).toEqual([{ accountId: "111111111111", arn: "arn:aws:iam::111111111111:user/caller" }]);
  });
});

describe("GetFederationToken", () => {
  it("gives an IAM user's rights, cut down to the scope", async () => {
    const credentials = await makeUser(iamOf(world.emulator), "federator", [
      allow(["sts:GetFederationToken", "sts:TagSession", "s3:*"]),
    ]);
    const { accessKeyId, secretAccessKey } = credentials;
    const method = { federatedName: "customer", credentials: { accessKeyId, secretAccessKey } };
    const lease = await world.lease(scope, {
      ...method,
      sessionTags: [{ key: "a", value: "b" }],
      expectAccount: "111111111111",
    });
    expect(lease.principalArn).toBe("arn:aws:sts::111111111111:federated-user/customer");
    expect(await put(s3Of(world, lease), "object")).toBe("ok");
    expect(await put(s3Of(world, lease), "objects")).toBe("AccessDenied");
    const error = await refusedBy(world.lease(scope, { ...method, expectAccount: "222222222222" }));
    expect(error.code).toBe("AccountUnexpected");
  });
});

describe("AssumeRoleWithWebIdentity", () => {
  let roleArn: string;
  beforeAll(async () => {
    const provider = await addProvider(world.emulator, GITHUB);
    const trustPolicy = trustProvider(provider, {
      Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main" } },
    });
    roleArn = await role(trustPolicy);
  });

  const main = { sub: "repo:a/b:ref:refs/heads/main" };
  /** No credentials at all: the test would fail where any were looked for. */
  const nobody = { credentials: () => Promise.reject(new Error("nobody may ask for credentials")) };
  const lease = (options: Partial<LeaseOptions>) =>
    world.lease(scope, { roleArn, ...nobody, ...options } as LeaseOptions);

  it("trades a token in a file, as Kubernetes writes it", async () => {
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, `${await github.token(main)}\n`);
    const made = await lease({ webIdentity: { tokenFile } });
    expect(made.principalArn).toMatch(new RegExp(`keylease-${made.id}$`));
    expect(await put(s3Of(world, made), "object")).toBe("ok");
    expect(await put(s3Of(world, made), "other")).toBe("AccessDenied");
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile };
    expect((await lease({ webIdentity: { from: "kubernetes" }, environment })).roleArn).toBe(roleArn);
  });

  it("asks GitHub for a token of the job", async () => {
    const token = await github.token(main);
    const server = await startFakeServer(() => ({ status: 200, body: JSON.stringify({ value: token }) }));
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.endpoint}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "BEARER",
    };
    const made = await lease({ webIdentity: { from: "github-actions" }, environment });
    await server.close();
    expect(server.requests[0]?.target).toBe("/token?api-version=2.0&audience=sts.amazonaws.com");
    expect(server.requests[0]?.headers.authorization).toBe("bearer BEARER");
    expect(await put(s3Of(world, made), "object")).toBe("ok");
  });

  it("is refused to the token of another branch, and never shows a token", async () => {
    const token = await github.token({ sub: "repo:a/b:ref:refs/heads/evil" });
    const error = await refusedBy(lease({ webIdentity: { token: () => token } }));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.facts).toMatchObject({ awsCode: "AccessDenied", operation: "AssumeRoleWithWebIdentity" });
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain(token.slice(0, 20));
  });
});

describe("a packed size that is too large", () => {
  const long = (key: string) => ({ key, value: "v".repeat(250) });

  it("is brought down by leaving out optional tags, once for the whole", async () => {
    const tags = ["a", "b", "c", "d", "e", "f", "g"].map((key) => ({ ...long(key), optional: true }));
    const notices: LeaseNotice[] = [];
    const options = {
      sessionTags: [{ key: "kept", value: "x" }, ...tags],
      onNotice: (one: LeaseNotice) => notices.push(one),
    };
    const lease = await world.lease({ key: `${"k".repeat(200)}`, actions: ["upload"] }, options);
    expect(notices.map(({ code }) => code)).toEqual(["TagsDropped"]);
    expect(lease.packedPolicySize).toBeLessThan(50);
  });

  it("is told with what to cut where nothing is optional", async () => {
    const sessionTags = ["a", "b", "c", "d", "e", "f", "g"].map(long);
    const error = await refusedBy(world.lease({ key: "k".repeat(300), actions: ["upload", "read"] }, { sessionTags }));
    expect(error).toMatchObject({ code: "ServiceError", awsCode: "PackedPolicyTooLarge" });
    expect(error.message).toMatch(/Packed policy consumes \d+% of allotted space/);
    expect(error.hint).toContain(
      "a shorter key or prefix, fewer words in --allow, fewer session tags (a, b, c, d, e, f, g)",
    );
  });

  it("divides several keys again, where transitive tags of the caller take the space", async () => {
    const roleArn = await role(trust({ AWS: "111111111111" }, { Action: ["sts:AssumeRole", "sts:TagSession"] }));
    const Tags = ["a", "b", "c", "d"].map(long).map(({ key, value }) => ({ Key: key, Value: value }));
    const tagged = { Tags, TransitiveTagKeys: ["a", "b", "c", "d"] };
    const credentials = await assume(stsOf(world.emulator, world.caller), world.roleArn, tagged);
    const session = { ...credentials, sessionToken: credentials.sessionToken ?? "" };
    const keys = Array.from({ length: 16 }, (_, i) => `reports/number-${i}/with-a-long-name.csv`);
    const notices: LeaseNotice[] = [];
    const options = { roleArn, credentials: session, onNotice: (one: LeaseNotice) => notices.push(one) };
    const leases = await world.leases({ keys, actions: ["upload"] }, options);
    expect(leases).toHaveLength(2);
    expect(notices.map(({ code }) => code)).toEqual(["Divided"]);
    for (const [i, key] of [keys[0], keys[8]].entries()) {
      expect(await put(s3Of(world, leases[i] as (typeof leases)[0]), key as string)).toBe("ok");
      expect(await put(s3Of(world, leases[1 - i] as (typeof leases)[0]), key as string)).toBe("AccessDenied");
    }
    expect((await refusedBy(world.lease({ keys, actions: ["upload"] }, options))).hint).toContain(
      "fewer than these 16 keys",
    );
  });
});

it("a role in another partition is named with its own ARN", async () => {
  const { Role } = await iamOf(world.emulator).send(
    new CreateRoleCommand({ RoleName: "plain", AssumeRolePolicyDocument: trust({ AWS: "111111111111" }) }),
  );
  const error = await refusedBy(
    createLease({ bucket: BUCKET, ...scope }, { roleArn: Role?.Arn ?? "", region: "cn-north-1", environment: {} }),
  );
  expect(error.code).toBe("ArgumentInvalid");
  expect(error.message).toContain("aws-cn");
});
