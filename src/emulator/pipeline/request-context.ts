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
  // INVARIANT: the keys that it is given are in lower case.
  const set: SetKey = (key, value) => {
    if (value !== undefined) context.set(key, value);
  };
  const now = state.clock.now();
  set("aws:currenttime", now.toISOString());
  set("aws:epochtime", String(Math.floor(now.getTime() / 1000)));
  set("aws:securetransport", String(request.secure));
  set("aws:sourceip", request.sourceIp);
  set("aws:useragent", header(request.head, "user-agent"));
  set("aws:referer", header(request.head, "referer"));
  set("aws:requestedregion", request.service === "iam" ? "us-east-1" : state.region);
  set("aws:resourceaccount", requirement.resourceAccountId === "" ? undefined : requirement.resourceAccountId);
  callerKeys(caller, state, set);
  const { context: own } = requirement;
  if (own !== undefined) for (const key of Object.keys(own)) set(key.toLowerCase(), own[key]);
  return context;
}

type SetKey = (key: string, value: string | readonly string[] | undefined) => void;

function callerKeys(caller: Caller, state: EmulatorState, set: SetKey): void {
  const { principal, session } = caller;
  for (const [key, value] of principalContext(principal)) set(key, value);
  if (session !== undefined) {
    set("aws:tokenissuetime", state.sessions.issueTime(session));
    set("aws:sourceidentity", session.sourceIdentity);
    set("ec2:sourceinstancearn", session.sourceInstanceArn);
    set("aws:federatedprovider", session.federation?.providerArn);
    for (const [key, value] of Object.entries(session.federation?.keys ?? {})) set(key.toLowerCase(), value);
  }
  for (const { key, value } of principalTags(caller)) set(`aws:principaltag/${key.toLowerCase()}`, value);
}

/** Session tags overlay the tags of the user or role. */
function principalTags({ user, role, session }: Caller): readonly Tag[] {
  const own = user?.tags ?? role?.tags ?? [];
  if (session?.tags === undefined) return own;
  return [...own, ...Object.entries(session.tags).map(([key, value]) => ({ key, value }))];
}
