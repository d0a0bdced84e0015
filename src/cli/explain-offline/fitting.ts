import type { Principal } from "../../policy/index.ts";
import type { OfflineInput } from "./input.ts";
import { refuse } from "./refuse.ts";

type OwnPolicy = "principalPolicy" | "boundary" | "sessionPolicy";

const OWN_POLICIES: readonly (readonly [OwnPolicy, flag: string])[] = [
  ["principalPolicy", "--principal-policy"],
  ["boundary", "--boundary"],
  ["sessionPolicy", "--session-policy"],
];

/**
 * Refuses policies that a principal of this type cannot have: an answer that takes no notice of them, or that takes
 * notice where AWS would not, would be worse than none.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function refuseUnfitting(input: OfflineInput, principal: Principal): void {
  const owned = ownPoliciesOf(principal);
  for (const [name, flag] of OWN_POLICIES) {
    if (input[name] !== undefined && !owned.includes(name)) {
      refuse(`${flag} does not fit ${describe(principal)}`, reasonAgainst(name, principal));
    }
  }
  if (input.trustPolicy !== undefined && principal.type === "root") {
    refuse("the root user can assume no role, whatever policies say", "Give another --principal.");
  }
}

function ownPoliciesOf(principal: Principal): readonly OwnPolicy[] {
  switch (principal.type) {
    case "user":
      return ["principalPolicy", "boundary"];
    case "role-session":
      return ["principalPolicy", "boundary", "sessionPolicy"];
    case "federated-user":
      return principal.userArn === undefined ? ["sessionPolicy"] : ["principalPolicy", "boundary", "sessionPolicy"];
    case "root":
    case "service":
    case "web-identity":
    case "anonymous":
      return [];
  }
}

function reasonAgainst(name: OwnPolicy, principal: Principal): string {
  if (principal.type === "user") return "Session policies limit role sessions and federated users; give one of these.";
  if (principal.type === "root" || principal.type === "federated-user") {
    const reach = name === "sessionPolicy" ? "no session" : "every permission of its account and no such policies";
    return `The root user has ${reach}.`;
  }
  return "It has no policies of its own; only those of the resource, and of its organization, speak of it.";
}

function describe(principal: Principal): string {
  switch (principal.type) {
    case "service":
      return `the service \`${principal.service}\``;
    case "web-identity":
      return `a web identity of \`${principal.provider}\``;
    case "anonymous":
      return "an anonymous caller";
    default:
      return `\`${principal.arn}\``;
  }
}
