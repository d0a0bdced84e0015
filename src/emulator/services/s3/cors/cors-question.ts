import { header, type RequestHead } from "../../../../wire/index.ts";
import type { CorsQuestion } from "./cors-rule.ts";

/**
 * What the page asks for; `undefined` where the request is of no page of another origin. S3 believes the headers of a
 * preflight with other requests too: with one that names another method, no rule for its own method counts.
 */
export function readCorsQuestion(head: RequestHead): CorsQuestion | undefined {
  const origin = header(head, "origin");
  if (origin === undefined) return undefined;
  const names = (header(head, "access-control-request-headers") ?? "").toLowerCase().split(",");
  return {
    origin,
    method: header(head, "access-control-request-method") ?? head.method,
    headers: names.map((name) => name.trim()).filter((name) => name !== ""),
  };
}
