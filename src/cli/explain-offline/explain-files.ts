import { openActionTable } from "../../lint/index.ts";
import { awsDenial, type Explanation, explain, explanationJson, renderExplanation } from "../../policy/index.ts";
import type { CommandContext } from "../context.ts";
import { visible } from "../visible.ts";
import { actionNotes } from "./action-notes.ts";
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
  const notes = [...actionNotes(request.action, request.resource, openActionTable())];
  if (request.resource !== "*" && /[*?]/.test(request.resource)) {
    notes.push("the resource is taken as it stands: its * and ? are not wildcards");
  }
  const sets = await readPolicySets(input, { readInput, note: (text) => notes.push(text) });
  const explanation = explain(request, sets);
  if (json) output.json({ ...explanationJson(explanation), notes });
  else {
    output.line(textOf(explanation, output.colour));
    for (const note of [...notes, ...explanation.missingKeys.map(withoutKey)]) output.note(visible(note));
  }
  return explanation.decision.effect === "Allow" ? undefined : DENIED;
}

function withoutKey(key: string): string {
  return `the answer is for a request without ${key}; where yours has it, add --context ${key}=VALUE`;
}

function textOf(explanation: Explanation, colour: boolean): string {
  const text = renderExplanation(explanation, { colour });
  if (explanation.decision.effect === "Allow") return text.trimEnd();
  const { code, message } = awsDenial(explanation.request, explanation.decision);
  return `${text}\nAWS answers: ${code}: ${visible(message)}`;
}
