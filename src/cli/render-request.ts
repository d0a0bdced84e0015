import type { ExplainedRequest } from "../emulator/index.ts";
import { renderExplanation } from "../policy/index.ts";

/** What EC2 sends along for DecodeAuthorizationMessage: the decisions below say the same. */
const ENCODED_MESSAGE = /(Encoded authorization failure message: [\w-]{8})[\w-]+/;

/** Writes all that is known of a request for people: what it was, how it ended, and every decision. */
export function renderRequest(request: ExplainedRequest, options: { readonly colour: boolean }): string {
  const { service, operation, callerArn, status, error, decisions } = request;
  const message = error?.message.replace(ENCODED_MESSAGE, "$1…");
  const head = [
    `Request ${request.requestId} at ${request.receivedAt}`,
    `  ${operation === undefined ? service : `${service}:${operation}`} by ${callerArn ?? "nobody that was proved"}`,
    `  answered ${status}${error === undefined ? "" : ` ${error.code}: ${message}`}`,
  ];
  if (decisions.length === 0) {
    head.push("  No policy was asked: the request ended before that.");
  }
  return [head.join("\n"), ...decisions.map((decision) => renderExplanation(decision, options))].join("\n\n");
}
