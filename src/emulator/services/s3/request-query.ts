import { decodeQuery } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";

const NONE: ReadonlyMap<string, string> = new Map();

/** The query's parameters; the first of a name wins. SDKs add `x-id`, which is signed and means nothing. */
export function queryOf({ head }: Pick<ServiceRequest, "head">): ReadonlyMap<string, string> {
  if (head.query === "") return NONE;
  const parameters = new Map<string, string>();
  for (const [name, value] of decodeQuery(head.query)) {
    if (name !== "x-id" && !parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}
