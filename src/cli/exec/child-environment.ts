import { devNull } from "node:os";
import {
  type ContainerEndpoint,
  type Environment,
  type Lease,
  placeOf,
  SHADOWING_VARIABLES,
  variablesOf,
} from "../../lease/index.ts";
import { configuredVariant } from "../configured-variant.ts";

/**
 * Variables that name credentials of their own: whatever a program reads first, it must find the lease. The last ones are
 * those of older SDKs.
 */
const CREDENTIAL_VARIABLES: readonly string[] = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_ACCOUNT_ID",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_ACCESS_KEY",
  "AWS_SECRET_KEY",
  "AMAZON_ACCESS_KEY_ID",
  "AMAZON_SECRET_ACCESS_KEY",
  "AMAZON_SESSION_TOKEN",
];

/** Says which credentials in an environment are a lease: their access key id, or the endpoint that gives them. */
const LEASED_VARIABLE = "KEYLEASE_LEASED";

/** Whether credentials that were found are those that `keylease exec` has put into the environment. */
export function isLeasedTo(environment: Environment, { credentials }: Pick<Lease, "credentials">): boolean {
  const mark = environment[LEASED_VARIABLE];
  if (mark === undefined || mark === "") return false;
  // Keys in variables are found before the endpoint: with such keys it would not have been asked.
  const { AWS_ACCESS_KEY_ID: key, AWS_CONTAINER_CREDENTIALS_FULL_URI: url } = environment;
  return mark === credentials.accessKeyId || (!key && mark === url);
}

/** The environment of a command that finds the lease in variables. It cannot be renewed there. */
export function environmentWithKeys(parent: Environment, lease: Lease): Record<string, string> {
  return {
    ...cleared(parent),
    ...variablesOf(lease),
    [LEASED_VARIABLE]: lease.credentials.accessKeyId,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/**
 * The environment of a command that finds the lease at a container endpoint.
 *
 * SDKs look there after the configuration files, so these are replaced by empty ones: a default profile would win. Were the
 * endpoint gone, an instance's own role would come next, so that is switched off too.
 */
export function environmentWithEndpoint(
  parent: Environment,
  lease: Lease,
  { url, token }: ContainerEndpoint,
): Record<string, string> {
  return {
    ...cleared(parent),
    ...placeOf(lease),
    [LEASED_VARIABLE]: url,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    ...variantVariables(parent),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** What the person's configuration file says of addresses, which the command no longer finds there. */
function variantVariables(parent: Environment): Record<string, string> {
  const { useDualstackEndpoint, useFipsEndpoint } = configuredVariant("sts", parent);
  return {
    ...(useDualstackEndpoint === true ? { AWS_USE_DUALSTACK_ENDPOINT: "true" } : {}),
    ...(useFipsEndpoint === true ? { AWS_USE_FIPS_ENDPOINT: "true" } : {}),
  };
}

function cleared(parent: Environment): Record<string, string> {
  const removed = new Set([...SHADOWING_VARIABLES, ...CREDENTIAL_VARIABLES]);
  // Windows takes the names of variables without regard to case.
  const kept = Object.entries(parent).filter(
    ([name, value]) => value !== undefined && !removed.has(name.toUpperCase()),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}
