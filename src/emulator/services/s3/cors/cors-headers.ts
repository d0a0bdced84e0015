import type { IncomingRequest } from "../../../pipeline/request.ts";
import type { HttpResponse } from "../../../pipeline/service.ts";
import type { EmulatorState } from "../../../state/state.ts";
import { readAddress } from "../address.ts";
import { findBucket } from "../buckets.ts";
import { readable } from "../region-header.ts";
import { readCorsQuestion } from "./cors-question.ts";
import { matchingRule, ruleHeaders } from "./cors-rule.ts";

/**
 * Tells the browser that the page may read the answer, where a rule of the bucket lets it. Refusals are told so too:
 * without that a page could not show why it was refused. A request that no rule fits is answered all the same.
 */
export function withCorsHeaders(
  response: HttpResponse,
  { head, host }: Pick<IncomingRequest, "head" | "host">,
  { store }: Pick<EmulatorState, "store">,
): HttpResponse {
  const question = head.method === "OPTIONS" ? undefined : readCorsQuestion(head);
  if (question === undefined) return response;
  const name = readable(() => readAddress({ head, host }).bucket);
  const bucket = name === undefined ? undefined : findBucket(store, name);
  const rule = matchingRule(bucket?.cors ?? [], question);
  if (rule === undefined) return response;
  return { ...response, headers: { ...response.headers, ...ruleHeaders(rule, question) } };
}
