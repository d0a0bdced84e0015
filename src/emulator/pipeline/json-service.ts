import { AwsError, jsonError, jsonSuccess, operationOfTarget } from "../../wire/index.ts";
import { jsonAuthentication } from "./json-authentication.ts";
import { notImplemented, queryDenial } from "./query-service.ts";
import type { ServiceName } from "./request.ts";
import type { Operation, Service } from "./service.ts";

/** What makes one service that speaks AWS JSON 1.1 different from another. */
export interface JsonServiceDefinition {
  readonly name: ServiceName;
  /** What stands before the operation in `X-Amz-Target`. */
  readonly target: string;
  readonly operations: ReadonlyMap<string, Operation>;
}

/** Makes a service that speaks AWS JSON 1.1. */
export function jsonService({ name, target, operations }: JsonServiceDefinition): Service {
  return {
    name,
    operations,
    authentication: jsonAuthentication,
    detect(request) {
      const operation = operationOfTarget(request.head, target);
      if (operation === undefined) throw new AwsError("UnknownOperationException", "", { status: 400 });
      return operation;
    },
    unknownOperation: notImplemented,
    serialise(_operation, result, request) {
      const { body, contentType } = jsonSuccess((result as object | undefined) ?? {});
      return { status: 200, headers: { "content-type": contentType, "x-amzn-requestid": request.id }, body };
    },
    serialiseError(error, request) {
      const { body, contentType } = jsonError(error);
      const headers = { "content-type": contentType, "x-amzn-requestid": request.id, ...error.headers };
      return { status: error.status, headers, body };
    },
    denied(denial) {
      const { message } = queryDenial(denial, "other");
      return new AwsError("AccessDeniedException", message, { status: 400 });
    },
  };
}
