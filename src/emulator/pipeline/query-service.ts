import { awsDenial, type DenialStyle } from "../../policy/index.ts";
import {
  AwsError,
  decodeQuery,
  type JsonDocument,
  parseQueryParams,
  type QueryParams,
  queryError,
  queryJsonError,
  queryJsonSuccess,
  querySuccess,
  type XmlDocument,
  type XmlObject,
} from "../../wire/index.ts";
import type { AuthenticationRules } from "./authentication/rules.ts";
import { queryAuthentication } from "./query-authentication.ts";
import type { ServiceName, ServiceRequest } from "./request.ts";
import type { Denial, HttpResponse, Operation, Service } from "./service.ts";

/** What makes one query service (STS, IAM, CloudFormation) different from another. */
export interface QueryServiceDefinition {
  readonly name: ServiceName;
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Names that AWS has and the emulator does not: answered with 501. Absent: every unknown name is. */
  readonly otherNames?: ReadonlySet<string>;
  readonly admit?: Service["admit"];
  /** Present where instances may show their identity documents in place of a signature. */
  readonly callerOfInstance?: AuthenticationRules["callerOfInstance"];
  /** Present where `ContentType=JSON` asks for an answer in JSON: the properties of results whose texts are times. */
  readonly jsonTimes?: RegExp;
}

/** The parameters of a query request: the form's, or the query string's of a GET. */
export function queryParams(request: ServiceRequest): QueryParams {
  return parseQueryParams(decodeQuery(request.form === "" ? request.head.query : request.form));
}

/** Makes a service that speaks AWS's Query protocol. */
export function queryService(definition: QueryServiceDefinition): Service {
  const { name, namespace, operations, jsonTimes } = definition;
  return {
    name,
    operations,
    authentication:
      definition.callerOfInstance === undefined
        ? queryAuthentication
        : { ...queryAuthentication, callerOfInstance: definition.callerOfInstance },
    ...(definition.admit === undefined ? {} : { admit: definition.admit }),
    detect: (request) => detectAction(request),
    unknownOperation(operation, request) {
      if (definition.otherNames !== undefined && !definition.otherNames.has(operation)) {
        const asked = queryParams(request).string("Version") ?? "NO_VERSION_SPECIFIED";
        return new AwsError("InvalidAction", `Could not find operation ${operation} for version ${asked}`, {
          status: 400,
        });
      }
      return notImplemented(operation);
    },
    serialise(operation, result, request) {
      const answer = { operation, namespace, requestId: request.id, result: result as XmlObject | undefined };
      if (jsonTimes !== undefined && asksForJson(request)) {
        return documentResponse(200, queryJsonSuccess({ ...answer, times: jsonTimes }), request);
      }
      return documentResponse(200, querySuccess(answer), request);
    },
    serialiseError(error, request) {
      // An action that is in no version belongs to no service, and its error to none of their namespaces.
      const space = error.code === "InvalidAction" ? "http://webservices.amazon.com/AWSFault/2005-15-09" : namespace;
      const isJson = jsonTimes !== undefined && asksForJson(request);
      const document = isJson ? queryJsonError(error, request.id) : queryError(error, space, request.id);
      const response = documentResponse(error.status, document, request);
      return { ...response, headers: { ...response.headers, ...error.headers } };
    },
    denied: (denial) => queryDenial(denial),
  };
}

/** The `Action` of a query request. */
export function detectAction(request: ServiceRequest): string {
  const action = queryParams(request).string("Action");
  if (action === undefined || action === "") {
    throw new AwsError("MissingAction", "The request is missing an action or a required parameter.", { status: 400 });
  }
  return action;
}

/** 501 with the operation's own name: what is not emulated must not look as if it had worked. */
export function notImplemented(operation: string): AwsError {
  return new AwsError("NotImplemented", `${operation} is not implemented by this emulator`, { status: 501 });
}

/** The refusal of a service, in AWS's sentence: who, what, on which resource, and which layer refused. */
export function queryDenial({ caller, requirement, decision }: Denial, style?: DenialStyle): AwsError {
  const { code, message } = awsDenial({ ...requirement, principal: caller.principal }, decision, style);
  return new AwsError(code, message, { status: 403 });
}

/** Looks at the text as it came: an error is answered too where the parameters cannot be read. */
function asksForJson({ form, head }: ServiceRequest): boolean {
  return /(?:^|&)ContentType=JSON(?:&|$)/.test(form === "" ? head.query : form);
}

function documentResponse(status: number, document: XmlDocument | JsonDocument, request: ServiceRequest): HttpResponse {
  return {
    status,
    headers: { "content-type": document.contentType, "x-amzn-requestid": request.id },
    body: document.body,
  };
}
