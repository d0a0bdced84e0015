import { header } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import { readAddress } from "./address.ts";
import { invalidArgument, methodNotAllowed } from "./errors.ts";
import { queryOf } from "./request-query.ts";
import { BUCKET_SUBRESOURCES, OBJECT_SUBRESOURCES, PLAIN_BUCKET, PLAIN_OBJECT } from "./subresources.ts";

/**
 * Names the operation that a request asks for, from method, address, subresource and `x-amz-copy-source`.
 * Parameters that are no subresource take no part, as on AWS.
 *
 * @throws AwsError `MethodNotAllowed` where there is no such operation, `InvalidArgument` where two are asked for.
 */
export function detect(request: ServiceRequest): string {
  const { bucket, key } = readAddress(request);
  const { method } = request.head;
  const query = queryOf(request);
  if (bucket === undefined) {
    if (method === "GET") return "ListBuckets";
    throw methodNotAllowed(method, "SERVICE");
  }
  // A preflight is about the request that is to follow, whatever that names.
  if (method === "OPTIONS") return "OptionsObject";
  const table = key === undefined ? BUCKET_SUBRESOURCES : OBJECT_SUBRESOURCES;
  const asked = query.size === 0 ? [] : [...query.keys()].filter((name) => Object.hasOwn(table, name));
  if (asked.length > 1) {
    throw invalidArgument(`Conflicting query string parameters: ${asked.join(", ")}`, {
      name: "ResourceType",
      value: asked[0] as string,
    });
  }
  const [subresource] = asked;
  const plain = key === undefined ? PLAIN_BUCKET : PLAIN_OBJECT;
  const methods = subresource === undefined ? plain : (table[subresource] ?? {});
  const name = methods[variant(request, query, { subresource, methods })];
  if (name === undefined) {
    throw methodNotAllowed(method, (subresource ?? (key === undefined ? "bucket" : "object")).toUpperCase());
  }
  return name;
}

/** The column of the table: the method, or one of the two names that the tables have besides HTTP's. */
function variant(
  { head }: ServiceRequest,
  query: ReadonlyMap<string, string>,
  { subresource, methods }: { subresource: string | undefined; methods: Readonly<Record<string, string>> },
): string {
  if (head.method === "PUT" && "COPY" in methods && header(head, "x-amz-copy-source") !== undefined) return "COPY";
  if (head.method !== "GET" || !("LIST" in methods)) return head.method;
  if (subresource === undefined) return query.get("list-type") === "2" ? "LIST" : "GET";
  return query.has(subresource === "annotation" ? "annotationName" : "id") ? "GET" : "LIST";
}
