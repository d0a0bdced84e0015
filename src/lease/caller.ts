import { KeyleaseError } from "../core/index.ts";

/** Credentials to sign calls with, in the shape of AWS's SDK. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gives credentials when they are needed. */
export type CredentialSource = Credentials | (() => Promise<Credentials>);

/** Who makes the call that mints a lease, and where their credentials came from. */
export interface Caller {
  readonly credentials: Credentials;
  /** In words, such as `environment variables` or `the instance metadata service`. */
  readonly source: string;
}

/** The marks that AWS's providers leave on credentials, in words; the first that is found tells the most. */
const SOURCES: readonly (readonly [mark: string, words: string])[] = [
  ["CREDENTIALS_ENV_VARS", "environment variables"],
  ["CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN", "a web identity token file named in the environment"],
  ["CREDENTIALS_PROFILE_SSO", "a profile with IAM Identity Center"],
  ["CREDENTIALS_PROFILE_SSO_LEGACY", "a profile with IAM Identity Center"],
  ["CREDENTIALS_PROFILE_PROCESS", "a profile's credential_process"],
  ["CREDENTIALS_PROFILE_SOURCE_PROFILE", "a profile that assumes a role"],
  ["CREDENTIALS_PROFILE_NAMED_PROVIDER", "a profile with a credential_source"],
  ["CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN", "a profile with a web identity token file"],
  ["CREDENTIALS_PROFILE", "a profile in the shared credentials file"],
  ["CREDENTIALS_PROCESS", "a credential process"],
  ["CREDENTIALS_SSO", "IAM Identity Center"],
  ["CREDENTIALS_SSO_LEGACY", "IAM Identity Center"],
  ["CREDENTIALS_PROFILE_LOGIN", "a profile with `aws login`"],
  ["CREDENTIALS_LOGIN", "`aws login`"],
  ["CREDENTIALS_HTTP", "a container's credentials endpoint"],
];

/**
 * Resolves the caller's credentials: those given, else AWS's own provider chain (environment, profiles, web identity,
 * container, instance metadata).
 *
 * @throws KeyleaseError `CallerUnknown` where there are none.
 */
export async function findCaller(given?: CredentialSource): Promise<Caller> {
  if (given !== undefined) {
    return { credentials: typeof given === "function" ? await given() : given, source: "the calling program" };
  }
  // Loaded only here: whoever brings credentials of their own need not wait for the chain.
  const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  try {
    const credentials = await fromNodeProviderChain()();
    return { credentials, source: sourceOf(credentials) };
  } catch (error) {
    throw callerUnknown(error);
  }
}

/** Of all the chain's providers only the one for metadata services leaves no mark. */
const UNMARKED_SOURCE = "the metadata service";

function sourceOf(credentials: object): string {
  const marks = (credentials as { readonly $source?: object }).$source ?? {};
  return SOURCES.find(([mark]) => Object.hasOwn(marks, mark))?.[1] ?? UNMARKED_SOURCE;
}

/** The providers' own texts are kept as the cause but not shown: a failed credential_process quotes its command line. */
function callerUnknown(cause: unknown): KeyleaseError {
  const profile = process.env.AWS_PROFILE;
  const where = profile === undefined || profile === "" ? "" : ` with the profile \`${profile}\``;
  return new KeyleaseError("CallerUnknown", `no AWS credentials were found${where}`, {
    hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with AWS_PROFILE, or run where a role is attached.",
    cause,
  });
}
