import { policyCanHold } from "./escape.ts";
import { findJsonFault } from "./json-faults.ts";
import { findSyntaxFault } from "./json-syntax.ts";
import { isJsonObject, type JsonObject, readText, refuseCharacters, refuseUnknown } from "./json-values.ts";
import { LENGTH_LIMITS } from "./limits.ts";
import type { Policy, PolicyKind, Statement } from "./model.ts";
import { parseStatement } from "./parse-statement.ts";
import { inside, type Place, refuse } from "./refusal.ts";

/** The grammar nests six deep; deeper values are refused before anything walks them. */
const DEPTH_LIMIT = 16;

const TOP_LEVEL = ["Version", "Id", "Statement"];
const VERSIONS = ["2008-10-17", "2012-10-17"] as const;

/**
 * Reads a policy document and checks it against the grammar of its kind, so that whatever is not understood is
 * refused here and never ignored later. A document without `Version` is of 2008-10-17, which has no variables.
 *
 * At most as many characters as {@link LENGTH_LIMITS} says; smaller limits of single services (IAM's quotas, S3's
 * 20 KB) are theirs to check. Documents of IAM and STS hold tab, line feed, carriage return and U+0020 to U+00FF, also
 * where JSON escapes would spell others; resource policies hold any character.
 *
 * Follows "Grammar of the IAM JSON policy language" of the IAM User Guide.
 *
 * @throws PolicyError `PolicyMalformed`, with the code and text that AWS answers.
 */
export function parsePolicy(text: string, kind: PolicyKind): Policy {
  const root: Place = { kind, pointer: "", text, variables: false };
  checkText(text, root);
  const document = readJson(text, root);
  for (const key of Object.keys(document)) {
    if (!TOP_LEVEL.includes(key)) refuseUnknown(inside(root, key), key, TOP_LEVEL);
  }
  const version = readVersion(document.Version, inside(root, "Version"));
  if (version !== "2012-10-17" && (kind === "scp" || kind === "rcp")) {
    const message = "a policy of an organization must have the `Version` 2012-10-17";
    refuse(inside(root, "Version"), { problem: { type: "bad-version" }, message });
  }
  const id = document.Id === undefined ? undefined : readText(document.Id, inside(root, "Id"));
  return { kind, version, id, statements: readStatements(document, { ...root, variables: version === "2012-10-17" }) };
}

function checkText(text: string, root: Place): void {
  const limit = LENGTH_LIMITS[root.kind].characters;
  if (text.length > limit) {
    refuse(root, {
      problem: { type: "too-long", length: text.length, limit },
      message: `the policy has ${text.length} characters, more than ${limit}`,
    });
  }
  if (root.kind !== "resource" && !policyCanHold(text)) refuseCharacters(root);
  // S3 wants the brace first and IAM no leading space; STS is not known to mind.
  if (root.kind !== "session" && /^\s/.test(text)) {
    refuse(root, { problem: { type: "leading-space" }, message: "the policy begins with a space" });
  }
}

function readJson(text: string, root: Place): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    const { offset = 0, message = "it cannot be read" } = findSyntaxFault(text) ?? {};
    refuse(root, { problem: { type: "not-json" }, message: `the policy is not JSON: ${message}`, offset });
  }
  if (!isJsonObject(document)) {
    const problem = root.kind === "resource" ? ({ type: "not-json" } as const) : ({ type: "syntax" } as const);
    refuse(root, { problem, message: "the policy is not a JSON object" });
  }
  const fault = findJsonFault(text, DEPTH_LIMIT);
  if (fault !== undefined) {
    const message =
      fault.fault === "duplicate-key"
        ? `\`${fault.pointer}\` is there twice`
        : `\`${fault.pointer}\` is nested too deep`;
    refuse({ ...root, pointer: fault.pointer }, { problem: { type: "syntax" }, message });
  }
  return document;
}

function readVersion(value: unknown, place: Place): (typeof VERSIONS)[number] {
  if (value === undefined) return "2008-10-17";
  const version = VERSIONS.find((known) => known === value);
  if (version !== undefined) return version;
  return refuse(place, {
    problem: { type: "bad-version" },
    message: "`Version` is neither 2012-10-17 nor 2008-10-17",
    hint: "`Version` names the policy language's version, not the date of the document.",
  });
}

function readStatements(document: JsonObject, root: Place): readonly Statement[] {
  const value = document.Statement;
  const place = inside(root, "Statement");
  if (value === undefined) {
    refuse(root, { problem: { type: "missing-field", field: "Statement" }, message: "the policy has no `Statement`" });
  }
  if (Array.isArray(value) && value.length === 0) {
    refuse(place, { problem: { type: "empty-statement" }, message: "`Statement` is empty" });
  }
  const statements = Array.isArray(value)
    ? value.map((one: unknown, i) => parseStatement(one, i + 1, inside(place, i)))
    : [parseStatement(value, 1, place)];
  refuseRepeatedSids(statements, place);
  return statements;
}

function refuseRepeatedSids(statements: readonly Statement[], place: Place): void {
  const seen = new Set<string>();
  for (const { sid, number } of statements) {
    if (sid === undefined || sid === "") continue;
    if (seen.has(sid)) {
      const message = `the Sid \`${sid}\` is there twice`;
      refuse(inside(inside(place, number - 1), "Sid"), { problem: { type: "sid-not-unique" }, message });
    }
    seen.add(sid);
  }
}
