import type { Principal } from "../../src/policy/index.ts";

/** The account that owns the resources of the tests. */
export const ACCOUNT = "111122223333";
/** Somebody else's account. */
export const OTHER_ACCOUNT = "444455556666";

/** Who asks in the tests, by the names that the case files use. */
export const PRINCIPALS = {
  root: { type: "root", accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
  "other root": { type: "root", accountId: OTHER_ACCOUNT, arn: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
  alice: {
    type: "user",
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    uniqueId: "AIDAALICEALICEALICE22",
  },
  "other alice": {
    type: "user",
    accountId: OTHER_ACCOUNT,
    arn: `arn:aws:iam::${OTHER_ACCOUNT}:user/alice`,
    uniqueId: "AIDAOTHEROTHEROTHER22",
  },
  uploader: {
    type: "role-session",
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/uploader/job-1`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/ci/uploader`,
    uniqueId: "AROAUPLOADERUPLOADER2",
  },
  "other uploader": {
    type: "role-session",
    accountId: OTHER_ACCOUNT,
    arn: `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/uploader/job-1`,
    roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/uploader`,
    uniqueId: "AROAOTHEROTHEROTHER22",
  },
  "federated bob": {
    type: "federated-user",
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
    userArn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    uniqueId: "AIDAALICEALICEALICE22",
  },
  "federated by root": {
    type: "federated-user",
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/rooted`,
    userArn: undefined,
    uniqueId: undefined,
  },
  ec2: { type: "service", service: "ec2.amazonaws.com" },
  oidc: { type: "web-identity", provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.example.com` },
  anonymous: { type: "anonymous" },
} as const satisfies Readonly<Record<string, Principal>>;
