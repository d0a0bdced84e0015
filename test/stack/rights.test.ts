import { describe, expect, it } from "vitest";
import { SCOPE_ACTIONS, sessionPolicyFor } from "../../src/lease/index.ts";
import { openActionTable, type TableAction } from "../../src/lint/index.ts";
import { evaluate, type NamedPolicy, type PolicySets, type Principal, parsePolicy } from "../../src/policy/index.ts";
import {
  ACCOUNT_ID,
  BUCKET,
  EC2_ROLE_ARN,
  type Parameters,
  policiesOfRole,
  propertiesOf,
  type RoleProperties,
  resourceTypes,
  UPLOAD_ROLE_ARN,
  UPLOAD_ROLE_NAME,
} from "./shipped-template.ts";

const OTHER_ACCOUNT_ID = "222222222222";

/** Every action of every service of AWS's. */
const table = openActionTable();
const ACTIONS: readonly TableAction[] = table.services.flatMap((service) => [
  ...(table.service(service)?.actions.values() ?? []),
]);

/**
 * Those of the services that the roles have to do with. A session policy gives nothing that the role has not, as is shown
 * with every action; so what it takes away is asked of these, in a twentieth of the time.
 */
const NEAR: readonly TableAction[] = ACTIONS.filter(({ name }) => /^(?:s3|sts|iam|kms)/.test(name));

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

/** What the template is deployed with. */
const PRIVATE: Parameters = {};
const PUBLIC: Parameters = { ObjectAccess: "public-read" };

function policiesOf(logicalId: string, parameters: Parameters): readonly NamedPolicy[] {
  return policiesOfRole(logicalId, parameters).map(({ PolicyName, PolicyDocument }) => ({
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

/** The bucket's own policy; none where RequireTls is off. */
function bucketPolicies(parameters: Parameters): readonly NamedPolicy[] {
  const properties = propertiesOf("S3BucketPolicy", parameters) as { readonly PolicyDocument: object } | undefined;
  if (properties === undefined) return [];
  return [{ name: "bucket policy", policy: parsePolicy(JSON.stringify(properties.PolicyDocument), "resource") }];
}

interface Circumstances {
  readonly parameters?: Parameters;
  readonly session?: PolicySets["session"];
  /** Whether requests come by TLS. Default: true. */
  readonly secure?: boolean;
  /** What is asked. Default: every action. */
  readonly actions?: readonly TableAction[];
}

/** Everything that a role may do: each action, on every resource above and on every form that the action knows. */
function allowed(logicalId: string, roleArn: string, circumstances: Circumstances = {}): string[] {
  const { parameters = PRIVATE, session, secure = true, actions = ACTIONS } = circumstances;
  const identity = policiesOf(logicalId, parameters);
  const ofBucket = bucketPolicies(parameters);
  const principal = roleSession(roleArn);
  const context = new Map([["aws:securetransport", String(secure)]]);
  return actions
    .flatMap((action) =>
      [...RESOURCES, ...ownForms(action)]
        .filter(({ arn, accountId }) => {
          const request = { principal, action: action.name, resource: arn, resourceAccountId: accountId, context };
          const isInBucket = arn === `arn:aws:s3:::${BUCKET}` || arn.startsWith(`arn:aws:s3:::${BUCKET}/`);
          const resource = accountId !== ACCOUNT_ID ? [INVITATION] : isInBucket ? ofBucket : [];
          return evaluate(request, { identity, session, resource }).effect === "Allow";
        })
        .map(({ arn }) => `${action.name} ${arn}`),
    )
    .sort();
}

const objects = (actions: readonly string[], keys: readonly string[]): string[] =>
  actions.flatMap((action) => keys.map((key) => `${action} arn:aws:s3:::${BUCKET}/${key}`)).sort();
const KEYS = ["", "Hoge", "deep/hoge", "hoge", "hoge2"];
const UPLOAD = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];
const UPLOAD_PUBLIC = [...UPLOAD, "s3:PutObjectAcl"];

describe("what the shipped stack's roles may do", () => {
  it("is looked at over every action of AWS's", () => {
    expect(ACTIONS.length).toBeGreaterThan(20_000);
    expect(NEAR.length).toBeGreaterThan(300);
    const names = ACTIONS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...UPLOAD_PUBLIC, "sts:AssumeRole", "iam:PassRole"]));
  });

  it("is given by nothing but what is looked at here", () => {
    expect(
      resourceTypes()
        .filter((type) => type.startsWith("AWS::IAM::"))
        .sort(),
    ).toEqual(["AWS::IAM::InstanceProfile", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::Role"]);
    for (const role of ["EC2Role", "RoleForAssume"]) expect(propertiesOf(role)).not.toHaveProperty("ManagedPolicyArns");
  });

  it("is for RoleForAssume: to put objects into the bucket, whole or in parts, and nothing else", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN)).toEqual(objects(UPLOAD, KEYS));
  });

  it("is for RoleForAssume where the object is public: to put ACLs besides", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, { parameters: PUBLIC })).toEqual(objects(UPLOAD_PUBLIC, KEYS));
  });

  it("is what a lease needs, and all of it", () => {
    const needed = (actions: typeof SCOPE_ACTIONS): string[] =>
      JSON.parse(sessionPolicyFor({ bucket: BUCKET, key: "hoge", actions })).Statement[0].Action;
    expect(needed(["upload"])).toEqual(UPLOAD);
    expect(needed(["upload", "acl"])).toEqual(UPLOAD_PUBLIC);
  });

  it("is for EC2Role: to assume RoleForAssume, and nothing else, whatever the parameters", () => {
    const one = [`sts:AssumeRole ${UPLOAD_ROLE_ARN}`];
    expect(allowed("EC2Role", EC2_ROLE_ARN)).toEqual(one);
    const parameters = { ...PUBLIC, ExternalId: "customer-17", RequireTls: "false", SshCidr: "203.0.113.7/32" };
    expect(allowed("EC2Role", EC2_ROLE_ARN, { parameters })).toEqual(one);
  });

  it("is nothing in the bucket without TLS, unless the template is told to do without", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, { secure: false, actions: NEAR })).toEqual([]);
    const parameters = { RequireTls: "false" };
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, { parameters, secure: false, actions: NEAR })).toEqual(
      objects(UPLOAD, KEYS),
    );
  });
});

describe("what a lease of RoleForAssume may do", () => {
  it("is to put one object, however much else the scope names", () => {
    const session = lease("hoge");
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, { session, actions: NEAR })).toEqual(objects(UPLOAD, ["hoge"]));
    const circumstances = { session, parameters: PUBLIC, actions: NEAR };
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, circumstances)).toEqual(objects(UPLOAD_PUBLIC, ["hoge"]));
  });

  it("is to put one object without an ACL where the scope says no more", () => {
    const circumstances = { session: lease("hoge", ["upload"]), parameters: PUBLIC, actions: NEAR };
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, circumstances)).toEqual(objects(UPLOAD, ["hoge"]));
  });

  it.each(["*", "hog?", "${*}", "${aws:userid}"])("is nothing on other keys for the key %s", (key) => {
    const circumstances = { session: lease(key), parameters: PUBLIC, actions: NEAR };
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, circumstances)).toEqual([]);
  });

  it("is never more than the role's, though its session policy allows everything", () => {
    const circumstances = { session: [sessionPolicy(EVERYTHING)], parameters: PUBLIC };
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN, circumstances)).toEqual(objects(UPLOAD_PUBLIC, KEYS));
  });
});

/** The actions that a role's trust policy lets somebody do who may do anything as far as it depends on them. */
function trusted(
  role: { readonly logicalId: string; readonly arn: string },
  principal: Principal,
  { parameters = PRIVATE, externalId }: { readonly parameters?: Parameters; readonly externalId?: string } = {},
): string[] {
  const { AssumeRolePolicyDocument } = propertiesOf(role.logicalId, parameters) as RoleProperties;
  const trust = { name: "trust policy", policy: parsePolicy(JSON.stringify(AssumeRolePolicyDocument), "trust") };
  const sets: PolicySets = {
    identity: [{ name: "everything", policy: parsePolicy(EVERYTHING, "identity") }],
    resource: [trust],
    resourcePolicyRequired: true,
  };
  const context = new Map(externalId === undefined ? [] : [["sts:externalid", externalId]]);
  return ACTIONS.map(({ name }) => name)
    .filter((action) => {
      const request = { principal, action, resource: role.arn, resourceAccountId: ACCOUNT_ID, context };
      return evaluate(request, sets).effect === "Allow";
    })
    .sort();
}
const UPLOAD_ROLE = { logicalId: "RoleForAssume", arn: UPLOAD_ROLE_ARN };
const INSTANCE_ROLE = { logicalId: "EC2Role", arn: EC2_ROLE_ARN };

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
      upload: trusted(UPLOAD_ROLE, principal),
      instance: trusted(INSTANCE_ROLE, principal),
    }).toEqual(expected);
  });

  it.each<[string, string | undefined, string[]]>([
    ["without the external id that the template was given", undefined, []],
    ["with another one", "customer-18", []],
    ["with the same in capitals", "CUSTOMER-17", []],
    ["with it", "customer-17", ["sts:AssumeRole"]],
  ])("the instance's role %s", (_how, externalId, expected) => {
    const options = { parameters: { ExternalId: "customer-17" }, ...(externalId === undefined ? {} : { externalId }) };
    expect(trusted(UPLOAD_ROLE, roleSession(EC2_ROLE_ARN), options)).toEqual(expected);
    // Nobody else is let in by knowing it.
    expect(trusted(UPLOAD_ROLE, user(ACCOUNT_ID), options)).toEqual([]);
  });

  it("the instance's role, whatever external id it names, where the template was given none", () => {
    expect(trusted(UPLOAD_ROLE, roleSession(EC2_ROLE_ARN), { externalId: "any" })).toEqual(["sts:AssumeRole"]);
  });
});
