import { type JsonObject, type PlacedText, readTexts } from "./json-values.ts";
import type { PatternElement, RequestContext } from "./model.ts";
import { compileAction } from "./pattern.ts";
import { inside, type Place, refuse } from "./refusal.ts";

/** What a trust policy may speak of; the last three accompany an assumption. */
const TRUST_ACTIONS = [
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "sts:SetContext",
  "sts:SetSourceIdentity",
  "sts:TagSession",
];

const NO_CONTEXT: RequestContext = new Map();

/**
 * Reads `Action` or `NotAction`: `*`, or a service and a name with wildcards in it.
 *
 * @throws PolicyError where both are absent or an action is not well formed.
 */
export function parseActions(statement: JsonObject, place: Place): PatternElement {
  const name = statement.Action === undefined ? "NotAction" : "Action";
  const none = { problem: { type: "no-actions" }, message: "a statement has no action" } as const;
  if (statement[name] === undefined) {
    const problem = place.kind === "resource" ? ({ type: "missing-field", field: "Action" } as const) : none.problem;
    refuse(place, { ...none, problem });
  }
  const texts = readTexts(statement[name], inside(place, name), none);
  for (const text of texts) {
    checkAction(text);
    if (place.kind === "trust") checkTrustAction(text);
  }
  return { negated: name === "NotAction", patterns: texts.map(({ text }) => compileAction(text)) };
}

function checkAction({ text, place }: PlacedText): void {
  if (text === "*") return;
  const [vendor = "", name, ...more] = text.split(":");
  if (name === undefined || name === "") {
    const message = `the action \`${text}\` does not name its service`;
    refuse(place, { problem: { type: "no-vendor" }, message, hint: "Write `s3:PutObject`, not `PutObject`." });
  }
  if (more.length > 0) {
    refuse(place, { problem: { type: "colons" }, message: `the action \`${text}\` has more than one colon` });
  }
  if (vendor !== "*" && !/^[A-Za-z0-9.-]+$/.test(vendor)) {
    const message = `the action \`${text}\` has wildcards or other characters in its service`;
    refuse(place, { problem: { type: "bad-vendor", value: vendor }, message });
  }
  if (!/^[A-Za-z0-9*?_.-]+$/.test(name)) {
    const message = `the action \`${text}\` has characters that no action has`;
    refuse(place, { problem: { type: "syntax" }, message });
  }
}

function checkTrustAction({ text, place }: PlacedText): void {
  const pattern = compileAction(text);
  const isSts = text.toLowerCase().startsWith("sts:");
  if (isSts && TRUST_ACTIONS.some((action) => pattern.matches(action, NO_CONTEXT))) return;
  refuse(place, {
    problem: { type: "trust-action" },
    message: `\`${text}\` is not an action of a trust policy`,
    hint: `A trust policy may allow ${TRUST_ACTIONS.join(", ")}.`,
  });
}
