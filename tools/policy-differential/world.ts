import type { Principal } from "../../src/policy/index.ts";
import type { Dice } from "./dice.ts";

// What exists in the generated cases. It is small on purpose: chance must often make two things meet.

const OWN = "111122223333";
const OTHER = "444455556666";
export const ACCOUNTS: readonly string[] = [OWN, OTHER];

/** Who asks. The first of the two accounts is theirs where they have one. */
export const PRINCIPALS: readonly (readonly [weight: number, principal: Principal])[] = [
  [6, { type: "user", accountId: OWN, arn: `arn:aws:iam::${OWN}:user/ann`, uniqueId: "AIDAEXAMPLEANN000001" }],
  [3, { type: "user", accountId: OWN, arn: `arn:aws:iam::${OWN}:user/staff/bob`, uniqueId: "AIDAEXAMPLEBOB000002" }],
  [9, session("arn:aws:iam::111122223333:role/uploader", "uploader", "AROAEXAMPLEUPL000003")],
  [4, session("arn:aws:iam::111122223333:role/ci/builder", "builder", "AROAEXAMPLEBLD000004")],
  [1, session(`arn:aws:iam::${OWN}:role/aws-service-role/sqs.amazonaws.com/Linked`, "Linked", "AROAEXAMPLELNK000005")],
  [4, federated("ann", { userArn: `arn:aws:iam::${OWN}:user/ann`, uniqueId: "AIDAEXAMPLEANN000001" })],
  [2, federated("guest", { userArn: `arn:aws:iam::${OWN}:user/ann`, uniqueId: "AIDAEXAMPLEANN000001" })],
  [1, federated("guest", { userArn: undefined, uniqueId: undefined })],
  [1, { type: "root", accountId: OWN, arn: `arn:aws:iam::${OWN}:root` }],
  [2, { type: "service", service: "sns.amazonaws.com" }],
  [2, { type: "anonymous" }],
];

/** An action, a resource that it is for, and the keys that it alone has in its requests. */
export interface Target {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

const OBJECTS = [
  "home/ann/report.txt",
  "home/uploader/report.txt",
  "team/red/plan.txt",
  "price$/list",
  "Upper/case.TXT",
];
const QUEUES = ["jobs", "jobs-dead-letter", "ann"];

/** Actions that exist, with resources that they are for, so that no answer is about a table of actions. */
export function pickTarget(dice: Dice, accountId: string): Target {
  const object = `arn:aws:s3:::reports/${dice.pick(OBJECTS)}`;
  const role = `arn:aws:iam::${accountId}:role/${dice.pick(["deploy", "ops/deploy"])}`;
  const user = `arn:aws:iam::${accountId}:user/${dice.pick(["ann", "staff/bob", "carl"])}`;
  const queue = `arn:aws:sqs:${dice.pick(["eu-west-1", "us-east-1"])}:${accountId}:${dice.pick(QUEUES)}`;
  return dice.weighted<Target>([
    [6, { action: "s3:PutObject", resource: object, context: { "s3:x-amz-acl": ["private", "public-read"] } }],
    [4, { action: "s3:GetObject", resource: object, context: { "s3:ExistingObjectTag/team": ["red", "blue"] } }],
    [2, { action: "s3:DeleteObject", resource: object, context: {} }],
    [
      3,
      {
        action: "s3:ListBucket",
        resource: "arn:aws:s3:::reports",
        context: { "s3:prefix": ["home/ann/", "team/", "home/"], "s3:max-keys": ["10", "1000"] },
      },
    ],
    [1, { action: "s3:ListAllMyBuckets", resource: "*", context: {} }],
    [4, { action: "sqs:SendMessage", resource: queue, context: {} }],
    [2, { action: "sqs:ReceiveMessage", resource: queue, context: {} }],
    [2, { action: "iam:GetUser", resource: user, context: {} }],
    [2, { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": ["ec2.amazonaws.com"] } }],
    [1, { action: "iam:ListUsers", resource: "*", context: {} }],
    [3, { action: "sts:AssumeRole", resource: role, context: { "sts:ExternalId": ["42", "43"] } }],
  ]);
}

function session(roleArn: string, name: string, uniqueId: string): Principal {
  const arn = `arn:aws:sts::${OWN}:assumed-role/${name}/build-7`;
  return { type: "role-session", accountId: OWN, arn, roleArn, uniqueId };
}

function federated(
  name: string,
  by: { readonly userArn: string | undefined; readonly uniqueId: string | undefined },
): Principal {
  return { type: "federated-user", accountId: OWN, arn: `arn:aws:sts::${OWN}:federated-user/${name}`, ...by };
}
