import type { ServiceRequest } from "../../../pipeline/request.ts";
import { methodNotAllowed, s3Error } from "../errors.ts";
import { API_PATH, ROUTES } from "./routes.ts";

const PATTERNS = ROUTES.map(([path, methods]) => ({ path, pattern: patternOf(path), methods }));

/**
 * Names the operation that a request to S3 Control asks for, from method and path.
 *
 * @throws AwsError `InvalidURI` for a path that the API does not have, `MethodNotAllowed`.
 */
export function detect({ head }: Pick<ServiceRequest, "head">): string {
  const rest = head.path.startsWith(API_PATH) ? head.path.slice(API_PATH.length) : undefined;
  const found = rest === undefined ? undefined : PATTERNS.find(({ pattern }) => pattern.test(rest));
  if (found === undefined) {
    throw s3Error(400, ["InvalidURI", "Couldn't parse the specified URI."], { URI: head.path });
  }
  const name = Object.entries(found.methods).find(([method]) => method === head.method)?.[1];
  if (name === undefined) throw methodNotAllowed(head.method, found.path.toUpperCase());
  return name;
}

function patternOf(path: string): RegExp {
  const segments = path.split("/").map((segment) => ({ "*": "[^/]+", "**": ".+" })[segment] ?? segment);
  return new RegExp(`^${segments.join("/")}$`);
}
