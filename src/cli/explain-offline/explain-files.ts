import { awsDenial, type Explanation, explain, explanationJson, renderExplanation } from "../../policy/index.ts";
import type { CommandContext } from "../context.ts";
import { refuseUnfitting } from "./fitting.ts";
import type { OfflineInput } from "./input.ts";
import { readPolicySets } from "./policy-sets.ts";
import { readRequest } from "./request.ts";

/** The exit code of a request that the policies do not allow. */
const DENIED = 8;

/** How an explanation is shown. */
export interface ExplainFilesOptions {
  readonly json: boolean;
  /** The time of the request, where `--context` does not give one. */
  readonly now: Date;
}

/** Explains what policies in files make of a request. Nothing is called; files are all that is read. */
export async function explainFiles(
  input: OfflineInput,
  { output, readInput }: CommandContext,
  { json, now }: ExplainFilesOptions,
): Promise<number | undefined> {
  const request = readRequest(input, now);
  refuseUnfitting(input, request.principal);
  // The data has no place for notes, and standard error is for errors there.
  const note = (text: string): void => {
    if (!json) output.note(text);
  };
  if (request.resource !== "*" && /[*?]/.test(request.resource)) {
    note("the resource is taken as it stands: its * and ? are not wildcards");
  }
  const explanation = explain(request, await readPolicySets(input, { readInput, note }));
  if (json) output.json(explanationJson(explanation));
  else {
    output.line(textOf(explanation, output.colour));
    for (const key of explanation.missingKeys) {
      note(`the answer is for a request without ${key}; where yours has it, add --context ${key}=VALUE`);
    }
  }
  return explanation.decision.effect === "Allow" ? undefined : DENIED;
}

function textOf(explanation: Explanation, colour: boolean): string {
  const text = renderExplanation(explanation, { colour });
  if (explanation.decision.effect === "Allow") return text.trimEnd();
  const { code, message } = awsDenial(explanation.request, explanation.decision);
  // A key that was copied from elsewhere may hold what steers a terminal.
  return `${text}\nAWS answers: ${code}: ${message.replace(/\p{Cc}/gu, "\uFFFD")}`;
}
