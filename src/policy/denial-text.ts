import type { Decision, Layer } from "./model.ts";

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  identity: "identity-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "resource-based policy",
  scp: "service control policy",
  rcp: "resource control policy",
};

/** What AWS calls a layer: `identity-based policy`, `session policy`, … */
export function layerName(layer: Layer): string {
  return LAYER_NAMES[layer];
}

/**
 * The reason that AWS's denial texts end with: `because no session policy allows the s3:PutObject action` or
 * `with an explicit deny in a resource-based policy`. Empty where the decision allows.
 */
export function denialReason(decision: Decision, action: string): string {
  if (decision.effect === "Allow") return "";
  // The root user's decision and an unmapped operation have no layer; AWS speaks of identity policies by default.
  const layer = decision.layer === "root" || decision.layer === "none" ? "identity" : decision.layer;
  if (decision.reason === "explicit-deny")
    return `with an explicit deny in ${layer === "identity" ? "an" : "a"} ${LAYER_NAMES[layer]}`;
  return `because no ${LAYER_NAMES[layer]} allows the ${action} action`;
}
