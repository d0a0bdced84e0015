import { denialReason } from "./denial-text.ts";
import { iamResourceText } from "./iam-resource-text.ts";
import type { AuthorisationRequest, Decision } from "./model.ts";
import { accountOf } from "./principal.ts";
import { principalText } from "./principal-text.ts";

/** What a service of AWS answers to a request that it denies; the status is 403 for all. */
export interface AwsDenial {
  readonly code: "AccessDenied" | "UnauthorizedOperation";
  readonly message: string;
}

/** The services whose denials read unlike those of the others; `sts` is meant for the assumption of roles. */
export type DenialStyle = "s3" | "ec2" | "iam" | "sts" | "other";

/** The part of a request that a denial speaks of. */
export type DeniedRequest = Pick<AuthorisationRequest, "principal" | "action" | "resource">;

/**
 * The error that AWS answers to a refused request, made from the decision alone. A service may check actions of
 * another, as EC2 does iam:PassRole, so that `style` can be given; by default it is that of the action's service.
 *
 * S3 tells strangers (anonymous callers and those of other accounts) nothing; the assumption of a role tells nobody why.
 * Follows "Troubleshoot access denied error messages" of the IAM User Guide, and for STS what was recorded in 2026.
 */
export function awsDenial(
  request: DeniedRequest,
  decision: Decision,
  style: DenialStyle = styleOf(request.action),
): AwsDenial {
  const sentence = (reason: string): string => denialSentence(request, reason, style);
  const reason = denialReason(decision, request.action);
  switch (style) {
    case "s3":
      return accessDenied(isStranger(request, decision) ? "Access Denied" : sentence(reason));
    case "sts":
      return accessDenied(
        request.principal.type === "web-identity" ? `Not authorized to perform ${request.action}` : sentence(""),
      );
    case "ec2":
      return {
        code: "UnauthorizedOperation",
        message: `You are not authorized to perform this operation. ${sentence(reason)}`,
      };
    case "iam":
    case "other":
      return accessDenied(sentence(reason));
  }
}

/** `User: … is not authorized to perform: …` with a reason, such as of a setting that is no policy; none where it is empty. */
export function denialSentence(
  { principal, action, resource }: DeniedRequest,
  reason: string,
  style: DenialStyle = styleOf(action),
): string {
  // An action on no resource has no such clause, but for IAM's.
  const name = resourceText({ principal, action, resource }, style);
  const onResource = resource === "*" && style !== "iam" ? "" : ` on resource: ${name}`;
  const because = reason === "" ? "" : ` ${reason}`;
  return `User: ${principalText(principal)} is not authorized to perform: ${action}${onResource}${because}`;
}

/** S3 puts the ARN in quotes; IAM calls most resources by their names. */
function resourceText({ principal, action, resource }: DeniedRequest, style: DenialStyle): string {
  if (style === "s3") return `"${resource}"`;
  return style === "iam" ? iamResourceText(action, resource, accountOf(principal)) : resource;
}

function styleOf(action: string): DenialStyle {
  const [service, name = ""] = action.toLowerCase().split(":");
  if (service === "s3" || service === "ec2" || service === "iam") return service;
  return service === "sts" && name.startsWith("assumerole") ? "sts" : "other";
}

function isStranger({ principal }: DeniedRequest, { accountsDiffer }: Decision): boolean {
  return accountsDiffer || accountOf(principal) === undefined;
}

function accessDenied(message: string): AwsDenial {
  return { code: "AccessDenied", message };
}
