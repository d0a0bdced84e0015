import { KeyleaseError, parseArn, partitionOfRegion } from "../core/index.ts";
import { LENGTH_LIMITS } from "../policy/index.ts";
import { checkVariant, type EndpointVariant, endpointVariantOf } from "./endpoint-variant.ts";
import { type Endpoints, type Environment, leaseEndpoints } from "./endpoints.ts";
import { checkGuards, type Guards } from "./guards.ts";
import { checkMethod, type MintMethod } from "./mint-method.ts";
import { estimatePackedSize } from "./packed-size.ts";
import { regionOf } from "./region.ts";
import { checkScope, type KeysScope, type Scope, type UncheckedScope } from "./scope.ts";
import { sessionPolicyFor } from "./session-policy.ts";
import type { SessionTag } from "./session-tags.ts";

/** The shortest and the longest life of a lease, in seconds: what AssumeRole takes. */
export const LEASE_SECONDS = { least: 900, most: 43_200, default: 900 } as const;

/** What a plan depends on, besides the scope and the way to mint. */
export interface PlanSettings extends Guards, EndpointVariant {
  /** 900 to 43,200 seconds, further limited by the role and to 3,600 by role chaining. Default: 900. */
  readonly durationSeconds?: number;
  /** Region of the bucket, and of the STS that is called. Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** Endpoint of S3 and STS. Default: `AWS_ENDPOINT_URL_S3`, `_STS`, `AWS_ENDPOINT_URL`, then AWS's own. */
  readonly endpointUrl?: string;
  /** Default: the process's own. */
  readonly environment?: Environment;
}

/** One call that mints, and so one set of credentials. */
export interface PlannedSession {
  /** The part of the scope that it is for: the whole, unless several keys had to be divided. */
  readonly scope: Scope;
  /** The session policy as JSON. */
  readonly policy: string;
  /** By estimate, in percent of what STS allots; over 100 it is likely to refuse. The truth is in the lease. */
  readonly packedEstimate: number;
}

/** A lease before any call: checked, and with the policies that it will be made with. */
export interface LeasePlan {
  readonly scope: Scope;
  readonly method: MintMethod;
  readonly region: string;
  readonly endpoints: Endpoints;
  /** Which of STS's own addresses is called. What nobody said is left out, and AWS's library asks the config file. */
  readonly endpointVariant: EndpointVariant;
  readonly durationSeconds: number;
  /** At least one; more where several keys do not fit into one session policy. */
  readonly sessions: readonly PlannedSession[];
}

/** More are a sign of a prefix that was meant, and would take STS minutes. */
const MAX_SESSIONS = 100;

/** The documented quota of an inline session policy, in characters. */
const MAX_POLICY_CHARACTERS: number = LENGTH_LIMITS.session.quota;

/**
 * Checks all that can be checked without a call, and writes the session policies. What it gives is a copy: what is done
 * to the arguments later changes nothing in it.
 *
 * @throws KeyleaseError as `createLease`, for everything that it refuses before any call.
 */
export function planLease(scope: UncheckedScope, options: PlanSettings & MintMethod): LeasePlan {
  const checked = checkScope(scope);
  const method = checkMethod(options);
  const durationSeconds = options.durationSeconds ?? LEASE_SECONDS.default;
  checkDuration(durationSeconds);
  const environment = options.environment ?? process.env;
  const region = regionOf(options.region, environment);
  const endpoints = leaseEndpoints(options.endpointUrl, environment);
  const endpointVariant = endpointVariantOf(options, environment);
  checkVariant(endpointVariant, endpoints.sts);
  checkGuards(options, method, region);
  if (endpoints.sts === undefined) {
    checkPartition(method, region);
    checkHasAccount(method);
  }
  checkKmsRegion(checked, region);
  return {
    scope: checked,
    method,
    region,
    endpoints,
    endpointVariant,
    durationSeconds,
    sessions: planSessions(checked, method, region),
  };
}

/** The plan of a session for some keys of a scope. */
export function planPart({ method, region }: LeasePlan, scope: KeysScope, keys: readonly string[]): PlannedSession {
  return planSession(withKeys(scope, keys), partitionFor(method, region), tagsOf(method));
}

/** On AWS itself no STS of one partition knows the roles of another; at other endpoints the region's name may mean nothing. */
function checkPartition(method: MintMethod, region: string): void {
  const [partition, expected] = [partitionFor(method, region), partitionOfRegion(region)];
  if (partition === expected) return;
  throw new KeyleaseError(
    "ArgumentInvalid",
    `the role is in the partition \`${partition}\`, and the region \`${region}\` in \`${expected}\``,
    {
      hint: "Give a region of the role's own partition with --region.",
    },
  );
}

/** A role of AWS's has an account. */
function checkHasAccount(method: MintMethod): void {
  if (!("roleArn" in method) || parseArn(method.roleArn).accountId !== "") return;
  throw new KeyleaseError("ArnInvalid", `\`${method.roleArn}\` names no account`, {
    hint: "A role's ARN looks like arn:aws:iam::123456789012:role/uploader; only Ceph's have none.",
  });
}

/** The partition of the role, which the bucket is in too; without a role the region's. */
function partitionFor(method: MintMethod, region: string): string {
  return "roleArn" in method ? parseArn(method.roleArn).partition : partitionOfRegion(region);
}

function tagsOf(method: MintMethod): readonly SessionTag[] {
  return "sessionTags" in method ? (method.sessionTags ?? []) : [];
}

function planSessions(scope: Scope, method: MintMethod, region: string): readonly PlannedSession[] {
  const partition = partitionFor(method, region);
  const tags = tagsOf(method);
  // Optional tags make nobody divide: they are left out before that.
  const kept = tags.filter(({ optional }) => !optional);
  const parts = "keys" in scope ? divide(scope, (part) => fits(planSession(part, partition, kept))) : [scope];
  if (parts.length > MAX_SESSIONS) throw tooManySessions(parts.length);
  if (parts.length > 1 && "mfa" in method) throw oneCodeOnly(parts.length);
  return parts.map((part) => checkSize(planSession(part, partition, tags)));
}

function planSession(scope: Scope, partition: string, tags: readonly SessionTag[]): PlannedSession {
  const policy = sessionPolicyFor(scope, partition);
  return { scope, policy, packedEstimate: estimatePackedSize({ policy, tags }) };
}

function fits({ policy, packedEstimate }: PlannedSession): boolean {
  return policy.length <= MAX_POLICY_CHARACTERS && packedEstimate <= 100;
}

/** Divides the keys in their order, as many into each part as fit; a key that does not fit alone is a part too. */
function divide(scope: KeysScope, fitsTogether: (part: Scope) => boolean): readonly Scope[] {
  const parts: string[][] = [];
  for (const key of scope.keys) {
    const last = parts.at(-1);
    if (last !== undefined && fitsTogether(withKeys(scope, [...last, key]))) last.push(key);
    else parts.push([key]);
  }
  return parts.map((keys) => withKeys(scope, keys));
}

/** The same scope for some of its keys. */
function withKeys({ keys: _, ...rest }: KeysScope, keys: readonly string[]): Scope {
  return checkScope({ ...rest, keys });
}

/** AWS takes each code of an MFA device once, so the second call would be refused. */
function oneCodeOnly(sessions: number): KeyleaseError {
  return new KeyleaseError("ScopeTooLarge", `the keys need ${sessions} sessions, and an MFA code is good for one`, {
    hint: "Lease fewer keys at once or one prefix, or call with credentials of GetSessionToken that the code was used for.",
    facts: { sessions },
  });
}

function tooManySessions(sessions: number): KeyleaseError {
  return new KeyleaseError(
    "ScopeTooLarge",
    `the keys need ${sessions} sessions, and at most ${MAX_SESSIONS} are made`,
    {
      hint: "Lease the prefix that the keys are below, or fewer keys at once.",
      facts: { sessions },
    },
  );
}

/** The characters are a limit that is known; the packed size is only estimated, so that STS has the last word on it. */
function checkSize(session: PlannedSession): PlannedSession {
  const characters = session.policy.length;
  if (characters <= MAX_POLICY_CHARACTERS) return session;
  throw new KeyleaseError(
    "ScopeTooLarge",
    `the session policy would have ${characters} characters, and STS takes ${MAX_POLICY_CHARACTERS}`,
    {
      hint: "Choose a shorter key or fewer conditions; `*`, `?` and `$` in a key count four times.",
      facts: { characters },
    },
  );
}

function checkDuration(seconds: number): void {
  const { least, most } = LEASE_SECONDS;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return;
  throw new KeyleaseError("DurationOutOfRange", `a lease cannot last \`${seconds}\` seconds`, {
    hint: `Choose ${least} seconds (15m) to ${most} seconds (12h).`,
  });
}

/** S3 encrypts with keys of the bucket's own region. */
function checkKmsRegion({ kmsKeyArn }: Scope, region: string): void {
  if (kmsKeyArn === undefined || parseArn(kmsKeyArn).region === region) return;
  throw new KeyleaseError("ArgumentInvalid", `the KMS key \`${kmsKeyArn}\` is not in the region \`${region}\``, {
    hint: "S3 encrypts with keys of the bucket's own region.",
  });
}
