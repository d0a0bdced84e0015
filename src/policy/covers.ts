import { ANY, type GlobUnits, ONE } from "./glob.ts";
import type { Condition, PatternElement, Policy, Statement } from "./model.ts";
import { splitArn } from "./pattern.ts";
import { toGlobUnits, tokenise } from "./template.ts";

/**
 * Proves that `outer` allows all that `inner` allows, whatever the request: `true` is a proof, `false` means that none
 * was found. So the answer may be trusted where it is yes, as for a session policy that must stay within its role.
 *
 * Each Allow of `inner` must lie within Allows of `outer`, action by action and resource by resource, under no more
 * conditions; each Deny of `outer` must lie within a Deny of `inner`. Not proved, though it may be true: an Allow that
 * several of `outer` cover only together, conditions that imply others without being the same, `NotAction` and
 * `NotResource` against anything but themselves.
 */
export function covers(outer: Policy, inner: Policy): boolean {
  const side = (policy: Policy, effect: Statement["effect"]): Side => ({
    statements: policy.statements.filter((statement) => statement.effect === effect),
    variables: policy.version === "2012-10-17",
  });
  return includes(side(outer, "Allow"), side(inner, "Allow")) && includes(side(inner, "Deny"), side(outer, "Deny"));
}

/** The statements of one effect in one policy. */
interface Side {
  readonly statements: readonly Statement[];
  readonly variables: boolean;
}

function includes(outer: Side, inner: Side): boolean {
  return inner.statements.every((statement) =>
    parts(statement.action).every((action) =>
      parts(statement.resource).every((resource) =>
        outer.statements.some(
          (one) =>
            actionIncludes(one.action, action) &&
            resourceIncludes({ element: one.resource, variables: outer.variables }, resource, inner.variables) &&
            JSON.stringify(one.principal) === JSON.stringify(statement.principal) &&
            one.conditions.every((condition) => statement.conditions.some((other) => isSame(condition, other))),
        ),
      ),
    ),
  );
}

/** An element pattern by pattern; a negated one speaks of its patterns together. */
function parts(element: PatternElement | undefined): readonly (PatternElement | undefined)[] {
  if (element === undefined || element.negated) return [element];
  return element.patterns.map((pattern) => ({ negated: false, patterns: [pattern] }));
}

function actionIncludes(outer: PatternElement, inner: PatternElement | undefined): boolean {
  if (inner === undefined || inner.negated || outer.negated) return isSameElement(outer, inner);
  const units = (text: string): GlobUnits => unitsOf(text.toLowerCase(), false);
  return inner.patterns.every(({ text }) => outer.patterns.some((one) => globIncludes(units(one.text), units(text))));
}

function resourceIncludes(
  { element: outer, variables }: { readonly element: PatternElement | undefined; readonly variables: boolean },
  inner: PatternElement | undefined,
  innerVariables: boolean,
): boolean {
  if (outer === undefined || inner === undefined || outer.negated || inner.negated) return isSameElement(outer, inner);
  return inner.patterns.every(({ text }) =>
    outer.patterns.some((one) => {
      // The same variable has the same value on both sides, where both have variables at all.
      if (one.text === text && variables === innerVariables) return true;
      if (one.text === "*") return true;
      // A variable of the outer pattern may have any value, or none: it cannot be relied on to match.
      return (
        one.variables.length === 0 &&
        !hasVariables(one.text, variables) &&
        arnIncludes([one.text, variables], [text, innerVariables])
      );
    }),
  );
}

type VersionedText = readonly [text: string, variables: boolean];

/** Compares part by part, because wildcards in the first five parts of an ARN stay within theirs. */
function arnIncludes(outer: VersionedText, inner: VersionedText): boolean {
  const [outerParts, innerParts] = [splitArn(...outer), splitArn(...inner)];
  if (outerParts === undefined || innerParts === undefined) return false;
  return outerParts.every((part, i) =>
    globIncludes(unitsOf(part, outer[1]), unitsOf(innerParts[i] as string, inner[1])),
  );
}

/** Whatever value a variable has, `*` stands for it as well. */
function unitsOf(text: string, variables: boolean): GlobUnits {
  const tokens = tokenise(text, { wildcards: true, variables });
  return toGlobUnits(tokens.map((token) => (token.kind === "variable" ? { kind: "any" } : token)));
}

function hasVariables(text: string, variables: boolean): boolean {
  return tokenise(text, { wildcards: true, variables }).some(({ kind }) => kind === "variable");
}

/**
 * Whether every text that `inner` matches is matched by `outer`: the greedy walk of `globMatches`, over the units of
 * a pattern in the place of characters. Only `*` may take the `*` of the other.
 */
function globIncludes(outer: GlobUnits, inner: GlobUnits): boolean {
  let at = 0;
  let position = 0;
  let starAt = -1;
  let restart = 0;
  while (position < inner.length) {
    const [expected, found] = [outer[at], inner[position]];
    if (expected === ANY) {
      starAt = at++;
      restart = position;
    } else if (expected !== undefined && (expected === found || (expected === ONE && isPlain(found)))) {
      at++;
      position++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      position = ++restart;
    } else {
      return false;
    }
  }
  while (outer[at] === ANY) at++;
  return at === outer.length;
}

/** A unit that is one whole character; half of one beyond U+FFFF is none. */
function isPlain(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0 && (unit < 0xd800 || unit > 0xdfff);
}

function isSameElement(a: PatternElement | undefined, b: PatternElement | undefined): boolean {
  const key = (element: PatternElement | undefined): string =>
    JSON.stringify([element?.negated, element?.patterns.map(({ text }) => text)]);
  // Without a version at hand variables could differ in meaning, so that texts with them are never the same.
  return key(a) === key(b) && !key(a).includes("${");
}

function isSame(a: Condition, b: Condition): boolean {
  const key = (one: Condition): string => JSON.stringify([one.operatorText, one.contextKey, one.variables, one.values]);
  return key(a) === key(b);
}
