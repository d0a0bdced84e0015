import { createHash } from "node:crypto";
import { AwsError, decodePath, header, UrlFormatError } from "../../../wire/index.ts";
import { queryParams } from "../../pipeline/query-service.ts";
import type { IncomingRequest, ServiceRequest } from "../../pipeline/request.ts";
import type { HttpResponse } from "../../pipeline/service.ts";

const VERSION = "2011-06-15";
/** Where STS sends those who do not ask for an operation. */
const HOME_PAGE = "https://aws.amazon.com/iam";

/** Codes that never leave the emulator: what AWS answers to them has no code, only the body that stands here. */
const BARE_BODIES: Readonly<Record<string, string>> = {
  Redirect: "",
  InvalidURI: "",
  RequestEntityTooLarge: "",
  UnknownOperationException: "<UnknownOperationException/>\n",
};

/**
 * Refuses what is not for the root path, before anybody is asked who they are.
 *
 * @throws AwsError
 */
export function refusePaths({ head }: IncomingRequest): void {
  try {
    decodePath(head.path);
  } catch (error) {
    if (error instanceof UrlFormatError) throw new AwsError("InvalidURI", "", { status: 400 });
    throw error;
  }
  if (head.path !== "/") throw new AwsError("UnknownOperationException", "", { status: 404 });
}

/**
 * Names the operation of a request: `Action` in the query string of a GET, in the form of a POST.
 *
 * @throws AwsError a redirect where there is none, `InvalidAction` for a version that is not STS's one.
 */
export function detectOperation(request: ServiceRequest): string {
  const { method, query } = request.head;
  const contentType = header(request.head, "content-type") ?? "";
  const isForm = contentType.toLowerCase().startsWith("application/x-www-form-urlencoded");
  if (method === "POST" && !isForm) throw redirect("");
  const params = queryParams(request);
  const action = params.string("Action");
  // A signature in the query is nobody else's business.
  if (action === undefined) throw redirect(request.form === "" && request.signature?.place !== "query" ? query : "");
  const version = params.string("Version");
  if (version !== VERSION) throw unknownOperation(action, version);
  return action;
}

/** What STS says to an operation that is in no version, or not in the version that was asked for. */
function unknownOperation(action: string, version: string | undefined): AwsError {
  const asked = version ?? "NO_VERSION_SPECIFIED";
  return new AwsError("InvalidAction", `Could not find operation ${action} for version ${asked}`, { status: 400 });
}

function redirect(query: string): AwsError {
  const location = query === "" ? HOME_PAGE : `${HOME_PAGE}?${query}`;
  return new AwsError("Redirect", "", { status: 302, headers: { location } });
}

/** The answer to an error that has no document; `undefined` where the error has one. */
export function bareResponse(error: AwsError, request: IncomingRequest): HttpResponse | undefined {
  const body = BARE_BODIES[error.code];
  if (body === undefined) return undefined;
  return { status: error.status, headers: { "x-amzn-requestid": request.id, ...error.headers }, body };
}

/** Adds STS's second request id: region, time and a random part, as AWS's reads when it is decoded. */
export function withExtendedId(response: HttpResponse, request: IncomingRequest): HttpResponse {
  const region = /\/([a-z0-9-]+)\/sts\/aws4_request/.exec(header(request.head, "authorization") ?? "")?.[1];
  const random = createHash("sha256").update(request.id).digest("base64url").replaceAll(/[-_]/g, "0").slice(0, 8);
  const text = `1:${region ?? "us-east-1"}:S:${request.receivedAt.getTime()}:R:${random}`;
  const id = Buffer.from(text).toString("base64");
  return { ...response, headers: { ...response.headers, "x-amz-sts-extended-request-id": id } };
}
