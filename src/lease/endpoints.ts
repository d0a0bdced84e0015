import { KeyleaseError } from "../core/index.ts";

/** Where services answer; a service that is absent answers at AWS's own address. */
export interface Endpoints {
  readonly s3?: string;
  readonly sts?: string;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The services that Keylease calls, as the variables `AWS_ENDPOINT_URL_…` name them. */
export type EndpointService = "S3" | "STS" | "IAM" | "CLOUDFORMATION" | "EC2";

/**
 * Finds a service's endpoint: the one given, else `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`. With
 * `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` the variables count for nothing. `undefined` means AWS's own.
 *
 * @throws KeyleaseError `ArgumentInvalid` where it is not an http or https URL.
 */
export function endpointOf(
  service: EndpointService,
  given: string | undefined,
  environment: Environment,
): string | undefined {
  if (given !== undefined) return checkEndpoint(given, "the endpoint URL");
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === "true") return undefined;
  for (const name of [`AWS_ENDPOINT_URL_${service}`, "AWS_ENDPOINT_URL"]) {
    const value = environment[name];
    if (value !== undefined && value !== "") return checkEndpoint(value, name);
  }
  return undefined;
}

/** The endpoints that a lease is made at and used at. */
export function leaseEndpoints(given: string | undefined, environment: Environment): Endpoints {
  const s3 = endpointOf("S3", given, environment);
  const sts = endpointOf("STS", given, environment);
  return { ...(s3 === undefined ? {} : { s3 }), ...(sts === undefined ? {} : { sts }) };
}

/** Whether a text can be an endpoint: an http or https URL without user, query or fragment. */
export function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === "";
}

function checkEndpoint(text: string, name: string): string {
  if (!isEndpoint(text)) {
    // The text itself is not shown: a URL that was refused may hold a password.
    throw new KeyleaseError("ArgumentInvalid", `${name} is not an endpoint`, {
      hint: "Give an http or https URL without user, query or fragment, such as http://127.0.0.1:4566.",
    });
  }
  return text.replace(/\/+$/, "");
}
