import { header, type RequestHead } from "../../wire/index.ts";
import type { ServiceName } from "./request.ts";

const SERVICES: ReadonlySet<string> = new Set<ServiceName>([
  "sts",
  "iam",
  "s3",
  "s3control",
  "cloudformation",
  "ec2",
  "ssm",
]);

/** Where a request goes: a service, or the name of one that the emulator does not embed. */
export type Route = { readonly service: ServiceName } | { readonly unknownService: string };

/**
 * Finds the service of a request from its host, its credential scope or its shape, in this order.
 *
 * INVARIANT: nothing here is trusted. A request that claims a service gets that service's authentication,
 * which checks the scope against it.
 */
export function route(head: RequestHead, host: HostService): Route {
  if (isControl(head, host)) return { service: "s3control" };
  const name = host.name ?? serviceOfScope(head);
  if (name !== undefined) return SERVICES.has(name) ? { service: name as ServiceName } : { unknownService: name };
  return { service: looksLikeQuery(head) ? "sts" : "s3" };
}

/** `ACCOUNT.s3-control.REGION.amazonaws.com`, and what SDKs make of an endpoint URL: `ACCOUNT.` before its host. */
const CONTROL_HOST =
  /^(?:\d{12}\.)?s3-control(?:-fips)?(?:\.dualstack)?\.(?:[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?|localhost)$/;

/** At a host that does not say it: S3 Control is S3 by its signature, with a version in its paths and a header of its own. */
function isControl(head: RequestHead, host: HostService): boolean {
  if (host.isControl) return true;
  if (host.isAws || !head.path.startsWith("/v20180820/")) return false;
  return header(head, "x-amz-account-id") !== undefined && (serviceOfScope(head) ?? "s3") === "s3";
}

/** What a host's name says of the service that is asked for. */
export interface HostService {
  /** S3 Control. */
  readonly isControl: boolean;
  /** Whether it is a name of AWS's. */
  readonly isAws: boolean;
  /** The service that it names; absent where it names none. */
  readonly name: string | undefined;
}

export function serviceOfHost(host: string): HostService {
  return { isControl: CONTROL_HOST.test(host), isAws: /\.amazonaws\.com/.test(host), name: nameInHost(host) };
}

/** `sts.ap-northeast-1.amazonaws.com` is STS; `bucket.s3-ap-northeast-1.amazonaws.com` is S3. */
function nameInHost(host: string): string | undefined {
  const labels = /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1]?.split(".");
  if (labels === undefined) return host.endsWith(".localhost") ? "s3" : undefined;
  if (labels.some((label) => label === "s3" || label.startsWith("s3-"))) return "s3";
  return labels[0];
}

function serviceOfScope(head: RequestHead): string | undefined {
  const authorization = header(head, "authorization");
  if (authorization !== undefined) return serviceOfCredential(credentialIn(authorization));
  // Of a presigned request. SDKs escape the slashes.
  const [, parameter] = /(?:^|&)X-Amz-Credential=([^&]*)/.exec(head.query) ?? [];
  return serviceOfCredential(parameter?.replaceAll(/%2f/gi, "/") ?? "");
}

/** What follows `Credential=` up to a comma or a blank; empty where there is none. */
function credentialIn(authorization: string): string {
  const at = authorization.indexOf("Credential=");
  if (at === -1) return "";
  const start = at + "Credential=".length;
  const comma = authorization.indexOf(",", start);
  const credential = authorization.slice(start, comma === -1 ? undefined : comma);
  const blank = credential.search(/\s/);
  return blank === -1 ? credential : credential.slice(0, blank);
}

const TERMINATOR = "/aws4_request";

function serviceOfCredential(credential: string): string | undefined {
  if (!credential.endsWith(TERMINATOR)) return undefined;
  const end = credential.length - TERMINATOR.length;
  return credential.slice(credential.lastIndexOf("/", end - 1) + 1, end);
}

/** An unsigned query call: S3 has no POST on the root and no `Action`. All query services refuse it alike. */
function looksLikeQuery(head: RequestHead): boolean {
  if (head.path !== "/") return false;
  const form = (header(head, "content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  return (head.method === "POST" && form) || /(^|&)Action=/.test(head.query);
}
