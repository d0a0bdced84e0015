import { principalContext, type RequestContext } from "../../policy/index.ts";
import { header } from "../../wire/index.ts";
import type { Caller } from "../state/callers.ts";
import type { Tag } from "../state/identities.ts";
import type { EmulatorState } from "../state/state.ts";
import type { ServiceRequest } from "./request.ts";
import type { Requirement } from "./service.ts";

/**
 * The context keys of a decision, as AWS documents which key is present when ("AWS global condition context keys"):
 * those of the caller, those of the request, those of the action. A key that AWS would not send is absent.
 */
export function requestContext(
  request: ServiceRequest,
  caller: Caller,
  { state, requirement }: { state: EmulatorState; requirement: Requirement },
): RequestContext {
  const context = new Map<string, string | readonly string[]>();
  const set = (key: string, value: string | readonly string[] | undefined): void => {
    if (value !== undefined) context.set(key.toLowerCase(), value);
  };
  const now = state.clock.now();
  set("aws:CurrentTime", now.toISOString());
  set("aws:EpochTime", String(Math.floor(now.getTime() / 1000)));
  set("aws:SecureTransport", String(request.secure));
  set("aws:SourceIp", request.sourceIp);
  set("aws:UserAgent", header(request.head, "user-agent"));
  set("aws:Referer", header(request.head, "referer"));
  set("aws:RequestedRegion", request.service === "iam" ? "us-east-1" : state.region);
  set("aws:ResourceAccount", requirement.resourceAccountId === "" ? undefined : requirement.resourceAccountId);
  callerKeys(caller, set);
  for (const [key, value] of Object.entries(requirement.context ?? {})) set(key, value);
  return context;
}

function callerKeys(caller: Caller, set: (key: string, value: string | readonly string[] | undefined) => void): void {
  const { principal, session } = caller;
  for (const [key, value] of principalContext(principal)) set(key, value);
  if (session !== undefined) {
    set("aws:TokenIssueTime", new Date(session.issuedAt).toISOString());
    set("aws:SourceIdentity", session.sourceIdentity);
    set("ec2:SourceInstanceARN", session.sourceInstanceArn);
    set("aws:FederatedProvider", session.federation?.providerArn);
    for (const [key, value] of Object.entries(session.federation?.keys ?? {})) set(key, value);
  }
  for (const { key, value } of principalTags(caller)) set(`aws:PrincipalTag/${key}`, value);
}

/** Session tags overlay the tags of the user or role. */
function principalTags({ user, role, session }: Caller): readonly Tag[] {
  const own = user?.tags ?? role?.tags ?? [];
  return [...own, ...Object.entries(session?.tags ?? {}).map(([key, value]) => ({ key, value }))];
}
