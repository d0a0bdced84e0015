import { isJsonObject, type JsonObject, readText, refuseUnknown } from "./json-values.ts";
import type { PolicyKind, Statement } from "./model.ts";
import { parseActions } from "./parse-actions.ts";
import { parseConditions } from "./parse-conditions.ts";
import { parsePrincipal } from "./parse-principal.ts";
import { parseResources } from "./parse-resources.ts";
import { inside, type Place, refuse } from "./refusal.ts";

const ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** What each kind of document must not have, of the elements that others have. */
const PROHIBITED: Readonly<Record<PolicyKind, readonly string[]>> = {
  identity: ["Principal", "NotPrincipal"],
  boundary: ["Principal", "NotPrincipal"],
  session: ["Principal", "NotPrincipal"],
  trust: ["NotPrincipal", "NotAction", "Resource", "NotResource"],
  resource: [],
  scp: ["Principal", "NotPrincipal"],
  rcp: ["NotPrincipal", "NotAction"],
};

/**
 * Reads one statement, counted from 1.
 *
 * @throws PolicyError where it is not in the grammar of its kind of document.
 */
export function parseStatement(value: unknown, number: number, place: Place): Statement {
  if (!isJsonObject(value)) refuse(place, { problem: { type: "syntax" }, message: "a statement is not an object" });
  checkElements(value, place);
  const hasPrincipal = place.kind === "trust" || place.kind === "resource" || place.kind === "rcp";
  const effect = readEffect(value.Effect, place);
  if (place.kind === "rcp") checkResourceControl(value, effect, place);
  return {
    number,
    sid: readSid(value.Sid, inside(place, "Sid")),
    effect,
    principal: hasPrincipal ? parsePrincipal(value, place) : undefined,
    action: parseActions(value, place),
    resource: place.kind === "trust" ? undefined : parseResources(value, place),
    conditions: value.Condition === undefined ? [] : parseConditions(value.Condition, inside(place, "Condition")),
  };
}

function checkElements(statement: JsonObject, place: Place): void {
  for (const name of Object.keys(statement)) {
    if (!ELEMENTS.includes(name)) refuseUnknown(inside(place, name), name, ELEMENTS);
    if (PROHIBITED[place.kind].includes(name)) refuseProhibited(inside(place, name), name);
  }
  for (const name of ["Principal", "Action", "Resource"]) {
    if (statement[name] !== undefined && statement[`Not${name}`] !== undefined) {
      refuse(place, { problem: { type: "syntax" }, message: `a statement has both \`${name}\` and \`Not${name}\`` });
    }
  }
}

/**
 * An RCP denies to everyone by names of actions; the one that allows is AWS's own RCPFullAWSAccess ("RCP syntax" of the
 * Organizations User Guide).
 */
function checkResourceControl(statement: JsonObject, effect: "Allow" | "Deny", place: Place): void {
  const isEveryone = (value: unknown): boolean =>
    value === "*" || (isJsonObject(value) && Object.keys(value).length === 1 && isOnly(value.AWS, "*"));
  if (!isEveryone(statement.Principal)) {
    const problem = { type: "syntax" } as const;
    refuse(inside(place, "Principal"), { problem, message: "the `Principal` of a resource control policy is not `*`" });
  }
  const isFullAccess = isOnly(statement.Action, "*") && isOnly(statement.Resource, "*") && !("Condition" in statement);
  if (effect === "Allow" && !isFullAccess) {
    refuse(inside(place, "Effect"), {
      problem: { type: "syntax" },
      message: "a resource control policy allows something other than everything",
      hint: "Write what is denied; AWS's own RCPFullAWSAccess allows the rest.",
    });
  }
  if (effect === "Deny" && [statement.Action].flat().includes("*")) {
    const message = "a resource control policy denies `*` and not the actions of services";
    refuse(inside(place, "Action"), {
      problem: { type: "syntax" },
      message,
      hint: "Name the services, such as `s3:*`.",
    });
  }
}

function isOnly(value: unknown, text: string): boolean {
  const [only, ...more] = [value].flat();
  return only === text && more.length === 0;
}

function refuseProhibited(place: Place, name: string): never {
  if (name.endsWith("Principal") && place.kind !== "trust") {
    refuse(place, {
      problem: { type: "principal-present" },
      message: `\`${name}\` has no place in ${place.kind === "identity" ? "an" : "a"} ${place.kind} policy`,
      hint: "Who the policy is for follows from what it is attached to.",
    });
  }
  const problem = name === "NotAction" ? ({ type: "trust-action" } as const) : prohibitedField(name);
  return refuse(place, { problem, message: `\`${name}\` has no place in a ${place.kind} policy` });
}

function prohibitedField(field: string): { readonly type: "prohibited-field"; readonly field: string } {
  return { type: "prohibited-field", field };
}

function readSid(value: unknown, place: Place): string | undefined {
  if (value === undefined) return undefined;
  const sid = readText(value, place);
  // S3 takes spaces and more in the Sids of bucket policies.
  if (place.kind !== "resource" && !/^[0-9A-Za-z]*$/.test(sid)) {
    refuse(place, {
      problem: { type: "sid-characters" },
      message: `the Sid \`${sid}\` has characters other than letters and digits`,
    });
  }
  return sid;
}

function readEffect(value: unknown, place: Place): "Allow" | "Deny" {
  if (value === "Allow" || value === "Deny") return value;
  if (value === undefined) {
    const problem = { type: "missing-field", field: "Effect" } as const;
    return refuse(place, { problem, message: "a statement has no `Effect`" });
  }
  return refuse(inside(place, "Effect"), {
    problem: { type: "bad-effect", value: String(value) },
    message: "`Effect` is neither `Allow` nor `Deny`",
  });
}
