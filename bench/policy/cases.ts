import { sessionPolicyFor } from "../../src/lease/index.ts";
import {
  type AuthorisationRequest,
  type NamedPolicy,
  type PolicyKind,
  type PolicySets,
  parsePolicy,
  type RequestContext,
} from "../../src/policy/index.ts";
import type { Simulation } from "../peers/iam-simulate/protocol.ts";

const ACCOUNT = "111122223333";
const BUCKET = "reports-bucket";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/uploader`;
const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/uploader/job`;

/** Requests are taken in turn from so many, so that no engine is asked about one and the same object. */
const REQUESTS = 1024;

type Document = Readonly<Record<string, unknown>>;

/** One question in many variants: the policies, and a context for every request. */
export interface BenchCase {
  readonly name: string;
  readonly identity: Document;
  readonly session?: Document;
  readonly bucket?: Document;
  readonly context: Readonly<Record<string, string>>;
  /** The key that the i-th request is about. */
  readonly key: (i: number) => string;
}

/** A case as this engine takes it: policies compiled, requests made. */
export interface CompiledCase {
  readonly requests: readonly AuthorisationRequest[];
  readonly sets: PolicySets;
}

const document = (...statements: readonly Document[]): Document => ({ Version: "2012-10-17", Statement: statements });

const upload = { Effect: "Allow", Action: ["s3:PutObject", "s3:AbortMultipartUpload"] } as const;
const role = document({ ...upload, Resource: `arn:aws:s3:::${BUCKET}/*` });
const session = JSON.parse(sessionPolicyFor({ bucket: BUCKET, key: "hoge", actions: ["upload"] })) as Document;

/** The questions that are asked; the first is the article's. */
export const CASES: readonly BenchCase[] = [
  { name: "article: its key, allowed", identity: role, session, context: {}, key: () => "hoge" },
  { name: "article: another key, denied", identity: role, session, context: {}, key: (i) => `reports/${i}.csv` },
  {
    name: "variable and conditions, allowed",
    identity: document({
      ...upload,
      Resource: `arn:aws:s3:::${BUCKET}/\${aws:PrincipalTag/team}/*`,
      Condition: {
        Bool: { "aws:SecureTransport": "true" },
        IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] },
      },
    }),
    context: { "aws:PrincipalTag/team": "red", "aws:SecureTransport": "true", "aws:SourceIp": "192.0.2.7" },
    key: (i) => `red/${i}`,
  },
  {
    name: "bucket policy with a deny, allowed",
    identity: role,
    session,
    bucket: document(
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: `arn:aws:s3:::${BUCKET}/*`,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      { ...upload, Principal: { AWS: ROLE_ARN }, Resource: `arn:aws:s3:::${BUCKET}/*` },
    ),
    context: { "aws:SecureTransport": "true" },
    key: () => "hoge",
  },
];

/** An identity policy of so many statements, of which the last alone is about the request's key. */
export function caseOfSize(statements: number): BenchCase {
  const list = Array.from({ length: statements }, (_, i) => ({
    ...upload,
    Resource: `arn:aws:s3:::${BUCKET}/folder-${i}/*`,
  }));
  return {
    name: `${statements} statements`,
    identity: document(...list),
    context: {},
    key: (i) => `folder-${statements - 1}/${i}`,
  };
}

/** One resource pattern against one key. */
export function caseOfPattern(pattern: string, key: string): BenchCase {
  const identity = document({ ...upload, Resource: `arn:aws:s3:::${BUCKET}/${pattern}` });
  return { name: pattern, identity, context: {}, key: () => key };
}

/** Compiles a case for this engine. */
export function compile({ identity, session: limit, bucket, context, key }: BenchCase): CompiledCase {
  const named = (policy: Document, kind: PolicyKind): NamedPolicy => ({
    name: kind,
    policy: parsePolicy(JSON.stringify(policy), kind),
  });
  const values: RequestContext = new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
  const requests = Array.from(
    { length: REQUESTS },
    (_, i): AuthorisationRequest => ({
      principal: {
        type: "role-session",
        accountId: ACCOUNT,
        arn: SESSION_ARN,
        roleArn: ROLE_ARN,
        uniqueId: "AROAEXAMPLE",
      },
      action: "s3:PutObject",
      resource: `arn:aws:s3:::${BUCKET}/${key(i)}`,
      resourceAccountId: ACCOUNT,
      context: values,
    }),
  );
  const sets: PolicySets = {
    identity: [named(identity, "identity")],
    ...(limit === undefined ? {} : { session: [named(limit, "session")] }),
    resource: bucket === undefined ? [] : [named(bucket, "resource")],
  };
  return { requests, sets };
}

/** The first `count` requests of a case for iam-simulate. */
export function simulationsOf(one: BenchCase, count: number): readonly Simulation[] {
  return Array.from({ length: count }, (_, i) => ({
    request: {
      principal: SESSION_ARN,
      action: "s3:PutObject",
      resource: { resource: `arn:aws:s3:::${BUCKET}/${one.key(i)}`, accountId: ACCOUNT },
      contextVariables: one.context,
    },
    identityPolicies: [{ name: "identity", policy: one.identity }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(one.session === undefined ? {} : { sessionPolicy: one.session }),
    ...(one.bucket === undefined ? {} : { resourcePolicy: one.bucket }),
  }));
}
