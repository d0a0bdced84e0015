import { describe, expect, it } from "vitest";
import { SCOPE_ACTIONS, sessionPolicyFor } from "../../src/lease/index.ts";
import { openActionTable, type TableAction } from "../../src/lint/index.ts";
import { evaluate, type NamedPolicy, type PolicySets, type Principal, parsePolicy } from "../../src/policy/index.ts";
import {
  ACCOUNT_ID,
  BUCKET,
  EC2_ROLE_ARN,
  propertiesOf,
  type RoleProperties,
  UPLOAD_ROLE_ARN,
  UPLOAD_ROLE_NAME,
} from "./shipped-template.ts";

const OTHER_ACCOUNT_ID = "222222222222";

/** Every action of every service of AWS's. */
const table = openActionTable();
const ACTIONS: readonly TableAction[] = table.services.flatMap((service) => [
  ...(table.service(service)?.actions.values() ?? []),
]);

/** Who owns a resource is a fact of its own: the ARNs of S3 name no account. */
interface Resource {
  readonly arn: string;
  readonly accountId: string;
}

/** Resources as near to what the roles are for as others can be. Every action is asked about each of them. */
const RESOURCES: readonly Resource[] = [
  ...[
    "*",
    `arn:aws:s3:::${BUCKET}`,
    `arn:aws:s3:::${BUCKET}/`,
    `arn:aws:s3:::${BUCKET}/hoge`,
    `arn:aws:s3:::${BUCKET}/hoge2`,
    `arn:aws:s3:::${BUCKET}/Hoge`,
    `arn:aws:s3:::${BUCKET}/deep/hoge`,
    `arn:aws:s3:::${BUCKET}2/hoge`,
    `arn:aws:s3:ap-northeast-1:${ACCOUNT_ID}:accesspoint/${BUCKET}/object/hoge`,
    UPLOAD_ROLE_ARN,
    `${UPLOAD_ROLE_ARN}2`,
    EC2_ROLE_ARN,
    `arn:aws:iam::${ACCOUNT_ID}:role/another`,
    `arn:aws:iam::${ACCOUNT_ID}:user/somebody`,
  ].map((arn) => ({ arn, accountId: ACCOUNT_ID })),
  ...[
    "arn:aws:s3:::another",
    "arn:aws:s3:::another/hoge",
    `arn:aws:iam::${OTHER_ACCOUNT_ID}:role/${UPLOAD_ROLE_NAME}`,
    `arn:aws:sts::${OTHER_ACCOUNT_ID}:federated-user/hoge`,
  ].map((arn) => ({ arn, accountId: OTHER_ACCOUNT_ID })),
];

/** A resource of the account's in each form that the action knows. */
function ownForms({ resources }: TableAction): readonly Resource[] {
  return resources.map((form) => ({ arn: `arn:aws:${form.replace(/[*%]/g, "x")}`, accountId: ACCOUNT_ID }));
}

const roleSession = (roleArn: string, accountId: string = ACCOUNT_ID): Principal => ({
  type: "role-session",
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${roleArn.split("/")[1]}/session`,
  roleArn,
  uniqueId: "AROAEXAMPLE",
});

const roleOf = (logicalId: string): RoleProperties => propertiesOf(logicalId) as RoleProperties;

function policiesOf(logicalId: string): readonly NamedPolicy[] {
  return roleOf(logicalId).Policies.map(({ PolicyName, PolicyDocument }) => ({
    name: PolicyName,
    policy: parsePolicy(JSON.stringify(PolicyDocument), "identity"),
  }));
}

const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const sessionPolicy = (text: string): NamedPolicy => ({ name: "session policy", policy: parsePolicy(text, "session") });
const lease = (key: string, actions = SCOPE_ACTIONS): PolicySets["session"] => [
  sessionPolicy(sessionPolicyFor({ bucket: BUCKET, key, actions })),
];

/** The other account's resources invite the role and its account to everything, which must not widen anything. */
const INVITATION: NamedPolicy = {
  name: "invitation",
  policy: parsePolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: [ACCOUNT_ID, UPLOAD_ROLE_ARN] }, Action: "*", Resource: "*" }],
    }),
    "resource",
  ),
};

/** Everything that a role may do: every action, on every resource above and on every form that the action knows. */
function allowed(logicalId: string, roleArn: string, session?: PolicySets["session"]): string[] {
  const identity = policiesOf(logicalId);
  const principal = roleSession(roleArn);
  const context = new Map<string, string>();
  return ACTIONS.flatMap((action) =>
    [...RESOURCES, ...ownForms(action)]
      .filter(({ arn, accountId }) => {
        const request = { principal, action: action.name, resource: arn, resourceAccountId: accountId, context };
        const resource = accountId === ACCOUNT_ID ? [] : [INVITATION];
        return evaluate(request, { identity, session, resource }).effect === "Allow";
      })
      .map(({ arn }) => `${action.name} ${arn}`),
  ).sort();
}

const objects = (action: string, keys: readonly string[]): string[] =>
  keys.map((key) => `${action} arn:aws:s3:::${BUCKET}/${key}`);
const KEYS = ["", "Hoge", "deep/hoge", "hoge", "hoge2"];
const UPLOAD_RIGHTS = [...objects("s3:PutObject", KEYS), ...objects("s3:PutObjectAcl", KEYS)];

describe("what the shipped stack's roles may do", () => {
  it("is looked at over every action of AWS's", () => {
    expect(ACTIONS.length).toBeGreaterThan(20_000);
    const names = ACTIONS.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["s3:PutObject", "s3:PutObjectAcl", "sts:AssumeRole", "iam:PassRole"]),
    );
  });

  it("is for RoleForAssume: to put objects and their ACLs into the bucket, and nothing else", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN)).toEqual(UPLOAD_RIGHTS);
  });

  it("is for EC2Role: to assume RoleForAssume, and nothing else", () => {
    expect(allowed("EC2Role", EC2_ROLE_ARN)).toEqual([`sts:AssumeRole ${UPLOAD_ROLE_ARN}`]);
  });
});

describe("what a lease of RoleForAssume may do", () => {
  it("is to put one object and its ACL, however much else the scope names", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, lease("hoge"))).toEqual([
      ...objects("s3:PutObject", ["hoge"]),
      ...objects("s3:PutObjectAcl", ["hoge"]),
    ]);
  });

  it("is to put one object where the scope says no more", () => {
    const session = lease("hoge", ["upload"]);
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, session)).toEqual(objects("s3:PutObject", ["hoge"]));
  });

  it.each(["*", "hog?", "${*}", "${aws:userid}"])("is nothing on other keys for the key %s", (key) => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, lease(key))).toEqual([]);
  });

  it("is never more than the role's, though its session policy allows everything", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, [sessionPolicy(EVERYTHING)])).toEqual(UPLOAD_RIGHTS);
  });
});

/** The actions that a role's trust policy lets somebody do who may do anything as far as it depends on them. */
function trusted(logicalId: string, roleArn: string, principal: Principal): string[] {
  const trust = {
    name: "trust policy",
    policy: parsePolicy(JSON.stringify(roleOf(logicalId).AssumeRolePolicyDocument), "trust"),
  };
  const sets: PolicySets = {
    identity: [{ name: "everything", policy: parsePolicy(EVERYTHING, "identity") }],
    resource: [trust],
    resourcePolicyRequired: true,
  };
  const context = new Map<string, string>();
  return ACTIONS.map(({ name }) => name)
    .filter((action) => {
      const request = { principal, action, resource: roleArn, resourceAccountId: ACCOUNT_ID, context };
      return evaluate(request, sets).effect === "Allow";
    })
    .sort();
}

describe("who may have the shipped stack's roles", () => {
  const root = (accountId: string): Principal => ({ type: "root", accountId, arn: `arn:aws:iam::${accountId}:root` });
  const user = (accountId: string): Principal => ({
    type: "user",
    accountId,
    arn: `arn:aws:iam::${accountId}:user/somebody`,
    uniqueId: "AIDAEXAMPLE",
  });
  const federated: Principal = {
    type: "federated-user",
    accountId: ACCOUNT_ID,
    arn: `arn:aws:sts::${ACCOUNT_ID}:federated-user/s-EC2Role-1`,
    userArn: undefined,
    uniqueId: undefined,
  };
  const twin = roleSession(`arn:aws:iam::${OTHER_ACCOUNT_ID}:role/s-EC2Role-1`, OTHER_ACCOUNT_ID);
  const NOTHING = { upload: [], instance: [] };

  it.each<[string, Principal, { upload: string[]; instance: string[] }]>([
    ["the instance's role", roleSession(EC2_ROLE_ARN), { upload: ["sts:AssumeRole"], instance: [] }],
    ["EC2", { type: "service", service: "ec2.amazonaws.com" }, { upload: [], instance: ["sts:AssumeRole"] }],
    ["a lease itself", roleSession(UPLOAD_ROLE_ARN), NOTHING],
    ["another role", roleSession(`arn:aws:iam::${ACCOUNT_ID}:role/another`), NOTHING],
    ["a role of the same name in another account", twin, NOTHING],
    ["a user", user(ACCOUNT_ID), NOTHING],
    ["a user of another account", user(OTHER_ACCOUNT_ID), NOTHING],
    ["root", root(ACCOUNT_ID), NOTHING],
    ["another account's root", root(OTHER_ACCOUNT_ID), NOTHING],
    ["a federated user of the role's name", federated, NOTHING],
    ["another service", { type: "service", service: "lambda.amazonaws.com" }, NOTHING],
    ["a web identity", { type: "web-identity", provider: "accounts.google.com" }, NOTHING],
    ["anybody", { type: "anonymous" }, NOTHING],
  ])("%s", (_who, principal, expected) => {
    expect({
      upload: trusted("RoleForAssume", UPLOAD_ROLE_ARN, principal),
      instance: trusted("EC2Role", EC2_ROLE_ARN, principal),
    }).toEqual(expected);
  });
});
