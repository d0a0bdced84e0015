import { layerName } from "./denial-text.ts";
import type { Advice, ElementExplanation, StatementReference } from "./model.ts";
import { makeVisible } from "./visible.ts";

/**
 * Says in a sentence what would have to change: `no session policy allows …; nearest statement: …`. It has no final
 * period. Control characters of keys and names are shown as escapes.
 */
export function renderAdvice(advice: Advice): string {
  const shown = makeVisible(advice);
  if (shown.change === "map-action") return "no action is mapped to this operation, so that no policy can allow it";
  const asked = `\`${shown.action}\` on \`${shown.resource}\``;
  if (shown.change === "remove-deny") {
    const names = shown.denying.map(nameOf).join("; ");
    const they = shown.denying.length === 1 ? "it applies" : "they apply";
    return `${asked} is denied by ${names}; no allow elsewhere helps while ${they}`;
  }
  const where = shown.level === undefined ? "" : ` at level ${shown.level} of the organization`;
  const lack = `no ${layerName(shown.layer)}${where} allows ${asked}`;
  const { nearest } = shown;
  if (nearest === undefined) return `${lack}; there is no Allow statement in this layer`;
  return `${lack}; nearest statement: ${nameOf(nearest)}, ${nearest.misses.map(describe).join(" and ")}`;
}

function nameOf({ policy, number, sid }: StatementReference): string {
  return `${policy}, statement ${number}${sid ? ` (\`${sid}\`)` : ""}`;
}

function describe(element: ElementExplanation): string {
  const values = element.policyValues.map((value) => `\`${value}\``).join(" or ");
  if (element.element !== "Condition") return `whose ${element.element} is ${values}${without(element)}`;
  const asks = `whose condition ${element.operator} asks \`${element.key}\` for ${values}`;
  return element.requestValue === undefined ? `${asks}, which the request does not have` : `${asks}${without(element)}`;
}

/** A variable without a value is the whole reason, whatever the rest of the pattern says. */
function without({ missingKeys = [] }: ElementExplanation): string {
  if (missingKeys.length === 0) return "";
  return `, and the request has no ${missingKeys.map((key) => `\`${key}\``).join(" and no ")}`;
}
