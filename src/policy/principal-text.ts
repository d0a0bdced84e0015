import type { Principal } from "./model.ts";

/** What a principal is called in explanations: its ARN, or what it is where it has none. */
export function principalText(principal: Principal): string {
  switch (principal.type) {
    case "service":
      return `service ${principal.service}`;
    case "web-identity":
      return `web identity of ${principal.provider}`;
    case "anonymous":
      return "anonymous caller";
    default:
      return principal.arn;
  }
}
