import { type Arn, parseArn } from "../../core/index.ts";
import type { AuthorisationRequest, Principal } from "../../policy/index.ts";
import type { OfflineInput } from "./input.ts";
import { readPrincipal } from "./principal.ts";
import { refuse } from "./refuse.ts";
import { completeContext, readContext } from "./request-keys.ts";

/** The account where none is known: the one that the emulator begins with. */
const DEFAULT_ACCOUNT = "000000000000";

/**
 * Makes the request that the policies are held against.
 *
 * @throws KeyleaseError `ArgumentInvalid`, or `ArnInvalid` for a resource that is none.
 */
export function readRequest(input: OfflineInput, now: Date): AuthorisationRequest {
  const action = readAction(input.action);
  const { resource, accountId } = readResource(input);
  const given = readContext(input.context ?? []);
  const principal = readPrincipal(input.principal ?? defaultPrincipal(input, accountId), {
    federatedBy: input.federatedBy,
    userId: single(given.get("aws:userid")),
    principalArn: single(given.get("aws:principalarn")),
  });
  if (input.federatedBy !== undefined && principal.type !== "federated-user") {
    refuse("--federated-by does not fit this principal", "It says who made a federated user.");
  }
  const resourceAccountId = accountId ?? accountOf(principal) ?? DEFAULT_ACCOUNT;
  const context = completeContext(given, { principal, resourceAccountId, now });
  return { principal, action, resource, resourceAccountId, context };
}

function readAction(action: string | undefined): string {
  if (action === undefined) refuse("no action was given", "Give --action, such as s3:PutObject.");
  if (!/^[a-z0-9-]+:[a-z0-9]+$/i.test(action)) {
    refuse(`\`${action}\` is not an action`, "Give one action, service and name, such as s3:PutObject.");
  }
  return action;
}

interface AskedResource {
  readonly resource: string;
  /** `undefined` where neither the ARN nor an option tells it, as for S3. */
  readonly accountId: string | undefined;
}

function readResource({ resource, resourceAccount, trustPolicy }: OfflineInput): AskedResource {
  if (resource === undefined) {
    refuse("no resource was given", "Give --resource with an ARN, or * for an action that has no resource.");
  }
  const arn = resource === "*" ? undefined : parseArn(resource);
  if (trustPolicy !== undefined && !isRole(arn)) {
    refuse(`the trust policy's resource \`${resource}\` is not a role`, "Give --resource with the role's ARN.");
  }
  if (resourceAccount !== undefined && !/^\d{12}$/.test(resourceAccount)) {
    refuse(`\`${resourceAccount}\` is not an account`, "Give --resource-account 12 digits.");
  }
  const named = /^\d{12}$/.test(arn?.accountId ?? "") ? arn?.accountId : undefined;
  if (resourceAccount !== undefined && named !== undefined && resourceAccount !== named) {
    refuse(`\`${resource}\` is not of the account \`${resourceAccount}\``, "Leave out --resource-account.");
  }
  return { resource, accountId: named ?? resourceAccount };
}

function isRole(arn: Arn | undefined): boolean {
  return arn?.service === "iam" && /^role\/./.test(arn.resource);
}

/** Where a policy names principals, who asks is half of the question. */
function defaultPrincipal({ resourcePolicy, trustPolicy }: OfflineInput, accountId = DEFAULT_ACCOUNT): string {
  if (resourcePolicy !== undefined || trustPolicy !== undefined) {
    refuse(
      "it is not known who asks, which a policy with principals depends on",
      "Give --principal, such as arn:aws:sts::123456789012:assumed-role/uploader/job, or anonymous.",
    );
  }
  return `arn:aws:iam::${accountId}:role/role`;
}

function accountOf(principal: Principal): string | undefined {
  return "accountId" in principal ? principal.accountId : undefined;
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
