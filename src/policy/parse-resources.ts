import { PARTITIONS } from "../core/index.ts";
import { type JsonObject, type PlacedText, readTexts } from "./json-values.ts";
import type { PatternElement } from "./model.ts";
import { compileResource, splitArn } from "./pattern.ts";
import { inside, type Place, refuse } from "./refusal.ts";
import { variableFault } from "./template.ts";

/**
 * Reads `Resource` or `NotResource`: `*`, or an ARN with wildcards, and with variables after its service.
 *
 * @throws PolicyError where both are absent or a resource is not well formed.
 */
export function parseResources(statement: JsonObject, place: Place): PatternElement {
  const name = statement.Resource === undefined ? "NotResource" : "Resource";
  const none = { problem: { type: "no-resources" }, message: "a statement has no resource" } as const;
  if (statement[name] === undefined) {
    const problem = place.kind === "resource" ? ({ type: "missing-field", field: "Resource" } as const) : none.problem;
    refuse(place, { ...none, problem });
  }
  const texts = readTexts(statement[name], inside(place, name), none);
  for (const text of texts) if (text.text !== "*") checkArn(text);
  return {
    negated: name === "NotResource",
    patterns: texts.map(({ text }) => compileResource(text, place.variables)),
  };
}

function checkArn({ text, place }: PlacedText): void {
  const parts = splitArn(text, place.variables);
  if (parts === undefined || parts[0] !== "arn" || parts[5] === "") {
    refuse(place, {
      problem: { type: "bad-resource", value: text },
      message: `the resource \`${text}\` is neither \`*\` nor an ARN`,
      hint: "An ARN has six parts divided by colons, such as arn:aws:s3:::bucket/key.",
    });
  }
  checkVariables({ text, place }, parts);
  checkHead({ text, place }, parts);
}

function checkVariables({ text, place }: PlacedText, parts: readonly string[]): void {
  if (!place.variables) return;
  const fault = variableFault(text);
  if (fault !== undefined) {
    refuse(place, {
      problem: { type: "syntax" },
      message: `the resource \`${text}\` is malformed: ${fault}`,
      hint: `A dollar sign that is meant as it stands is written \`\${$}\`.`,
    });
  }
  // The guide has variables in the last part alone, but AWS's own policies name the account by one.
  if (parts.slice(0, 3).some((part) => part.includes("${"))) {
    const message = `the resource \`${text}\` has a variable in its partition or service`;
    refuse(place, { problem: { type: "syntax" }, message });
  }
}

/** The partition and the service: of these two AWS allows no wildcards in the service. */
function checkHead({ text, place }: PlacedText, parts: readonly string[]): void {
  const [, partition = "", service = ""] = parts;
  if (partition !== "*" && !PARTITIONS.some((known) => known === partition)) {
    const problem = { type: "bad-partition", partition, resource: text } as const;
    refuse(place, { problem, message: `the resource \`${text}\` names the unknown partition \`${partition}\`` });
  }
  if (service === "" || /[*?]/.test(service)) {
    const message = `the resource \`${text}\` does not name one service`;
    refuse(place, { problem: { type: "vendor-pattern" }, message });
  }
}
