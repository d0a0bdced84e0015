import { KeyleaseError, parseDurationSeconds } from "../core/index.ts";
import type { FederationMethod, LeaseOptions, MintMethod, SessionTag, WebIdentity } from "../lease/index.ts";
import { auditLogOf } from "./audit-log.ts";
import { configuredVariant } from "./configured-variant.ts";
import type { CommandContext } from "./context.ts";
import { describeCaller, describeIdentity } from "./lease-notes.ts";
import { readPairs } from "./pairs.ts";

/** What the options of minting come to. */
export interface MintingInput {
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly mfaSerial?: string;
  readonly mfaCode?: string;
  readonly webIdentity?: "github-actions" | "kubernetes";
  readonly webIdentityTokenFile?: string;
  readonly audience?: string;
  /** Name of a federated user. */
  readonly federate?: string;
  /** Each `KEY=VALUE`, here and below. */
  readonly sessionTag?: readonly string[];
  readonly transitiveSessionTag?: readonly string[];
  readonly optionalSessionTag?: readonly string[];
  readonly expectAccount?: string;
  readonly expectRegion?: string;
  /** Path of the audit log. */
  readonly auditLog?: string;
  /** Such as `15m`. */
  readonly duration: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly verbose?: boolean;
}

/**
 * What `createLease` is told.
 *
 * @throws KeyleaseError `ArgumentInvalid`, `DurationInvalid`.
 */
export function leaseOptionsOf(input: MintingInput, context: CommandContext): LeaseOptions {
  const { environment, output, signal } = context;
  const { region, endpointUrl, expectAccount, expectRegion } = input;
  return {
    ...methodOf(input),
    durationSeconds: parseDurationSeconds(input.duration),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(expectAccount === undefined ? {} : { expectAccount }),
    ...(expectRegion === undefined ? {} : { expectRegion }),
    ...configuredVariant("sts", environment),
    environment,
    signal,
    audit: auditLogOf(context, input.auditLog),
    onNotice: ({ message }) => output.note(message),
    ...(input.verbose === true
      ? {
          onCaller: (source: string) => output.note(describeCaller(source)),
          onIdentity: (identity) => output.note(describeIdentity(identity, input.roleArn)),
        }
      : {}),
  };
}

function methodOf(input: MintingInput): MintMethod {
  const { roleArn, federate } = input;
  if (federate !== undefined) return federationOf(federate, sessionTagsOf(input));
  if (roleArn === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no role was given", {
      hint: "Give --role-arn, or --federate to use an IAM user's key without a role.",
    });
  }
  const webIdentity = webIdentityOf(input);
  if (webIdentity !== undefined) return { roleArn, webIdentity };
  const { externalId, sourceIdentity } = input;
  const mfa = mfaOf(input);
  const sessionTags = sessionTagsOf(input);
  return {
    roleArn,
    ...(externalId === undefined ? {} : { externalId }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(mfa === undefined ? {} : { mfa }),
    ...(sessionTags.length === 0 ? {} : { sessionTags }),
  };
}

function federationOf(federatedName: string, sessionTags: readonly SessionTag[]): FederationMethod {
  return { federatedName, ...(sessionTags.length === 0 ? {} : { sessionTags }) };
}

function webIdentityOf({ webIdentity, webIdentityTokenFile, audience }: MintingInput): WebIdentity | undefined {
  if (audience !== undefined && webIdentity !== "github-actions") {
    throw new KeyleaseError("ArgumentInvalid", "--audience is for GitHub's tokens alone", {
      hint: "Give --web-identity github-actions too; other tokens are there already, audience and all.",
    });
  }
  if (webIdentityTokenFile !== undefined) return { tokenFile: webIdentityTokenFile };
  if (webIdentity === undefined) return undefined;
  if (webIdentity === "kubernetes") return { from: webIdentity };
  return { from: webIdentity, ...(audience === undefined ? {} : { audience }) };
}

function mfaOf({ mfaSerial, mfaCode }: MintingInput): { serialNumber: string; tokenCode: string } | undefined {
  if (mfaSerial === undefined && mfaCode === undefined) return undefined;
  if (mfaSerial !== undefined && mfaCode !== undefined) return { serialNumber: mfaSerial, tokenCode: mfaCode };
  throw new KeyleaseError("ArgumentInvalid", "of an MFA device and its code only one was given", {
    hint: "Give --mfa-serial and --mfa-code together.",
  });
}

function sessionTagsOf(input: MintingInput): readonly SessionTag[] {
  const read = (texts: readonly string[] | undefined, marks: Omit<SessionTag, "key" | "value">): SessionTag[] =>
    readPairs(texts ?? []).map(([key, value]) => ({ key, value, ...marks }));
  return [
    ...read(input.sessionTag, {}),
    ...read(input.transitiveSessionTag, { transitive: true }),
    ...read(input.optionalSessionTag, { optional: true }),
  ];
}
