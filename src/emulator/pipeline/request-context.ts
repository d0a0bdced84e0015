import { type Principal, principalContext, type RequestContext } from "../../policy/index.ts";
import { header } from "../../wire/index.ts";
import type { Caller } from "../state/caller.ts";
import type { Tag } from "../state/identities.ts";
import type { SessionFederation, SessionRecord } from "../state/sessions.ts";
import type { EmulatorState } from "../state/state.ts";
import { LazyContext } from "./lazy-context.ts";
import type { ServiceRequest } from "./request.ts";
import type { Requirement } from "./service.ts";

/**
 * What context keys are made of. INVARIANT: nothing in it changes after the decision, and no secret and no body is in it,
 * as the decision's record keeps it.
 */
interface ContextFacts {
  readonly milliseconds: number;
  readonly secure: boolean;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  readonly referer: string | undefined;
  readonly requestedRegion: string;
  readonly resourceAccountId: string;
  readonly principal: Principal;
  readonly session: SessionFacts | undefined;
  readonly ownTags: readonly Tag[] | undefined;
  readonly actionKeys: Requirement["context"];
}

interface SessionFacts {
  readonly issueTime: string;
  readonly sourceIdentity: string | undefined;
  readonly sourceInstanceArn: string | undefined;
  readonly federation: SessionFederation | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/**
 * The context keys of a decision, as AWS documents which key is present when ("AWS global condition context keys"):
 * those of the caller, those of the request, those of the action. A key that AWS would not send is absent.
 */
export function requestContext(
  { head, secure, sourceIp, service }: ServiceRequest,
  { principal, session, user, role }: Caller,
  { state, requirement }: { state: EmulatorState; requirement: Requirement },
): RequestContext {
  const facts: ContextFacts = {
    milliseconds: state.clock.milliseconds(),
    secure,
    sourceIp,
    userAgent: header(head, "user-agent"),
    referer: header(head, "referer"),
    requestedRegion: service === "iam" ? "us-east-1" : state.region,
    resourceAccountId: requirement.resourceAccountId,
    principal,
    session: session && factsOf(session),
    ownTags: user?.tags ?? role?.tags,
    actionKeys: requirement.context,
  };
  return new LazyContext(() => contextOf(facts));
}

/** What decisions keep of sessions: one object for all requests of a session, as a thousand decisions are kept. */
const knownSessions = new WeakMap<SessionRecord, SessionFacts>();

/** Without the session's secret. */
function factsOf(session: SessionRecord): SessionFacts {
  const known = knownSessions.get(session);
  if (known !== undefined) return known;
  const { sourceIdentity, sourceInstanceArn, federation, tags } = session;
  const issueTime = new Date(session.issuedAt).toISOString();
  const facts = { issueTime, sourceIdentity, sourceInstanceArn, federation, tags };
  knownSessions.set(session, facts);
  return facts;
}

function contextOf(facts: ContextFacts): RequestContext {
  const context = new Map<string, string | readonly string[]>();
  // INVARIANT: the keys that it is given are in lower case.
  const set: SetKey = (key, value) => {
    if (value !== undefined) context.set(key, value);
  };
  set("aws:currenttime", new Date(facts.milliseconds).toISOString());
  set("aws:epochtime", String(Math.floor(facts.milliseconds / 1000)));
  set("aws:securetransport", String(facts.secure));
  set("aws:sourceip", facts.sourceIp);
  set("aws:useragent", facts.userAgent);
  set("aws:referer", facts.referer);
  set("aws:requestedregion", facts.requestedRegion);
  set("aws:resourceaccount", facts.resourceAccountId === "" ? undefined : facts.resourceAccountId);
  callerKeys(facts, set);
  const { actionKeys } = facts;
  if (actionKeys !== undefined) for (const key of Object.keys(actionKeys)) set(key.toLowerCase(), actionKeys[key]);
  return context;
}

type SetKey = (key: string, value: string | readonly string[] | undefined) => void;

function callerKeys({ principal, session, ownTags }: ContextFacts, set: SetKey): void {
  for (const [key, value] of principalContext(principal)) set(key, value);
  if (session !== undefined) {
    set("aws:tokenissuetime", session.issueTime);
    set("aws:sourceidentity", session.sourceIdentity);
    set("ec2:sourceinstancearn", session.sourceInstanceArn);
    set("aws:federatedprovider", session.federation?.providerArn);
    for (const [key, value] of Object.entries(session.federation?.keys ?? {})) set(key.toLowerCase(), value);
  }
  // Session tags overlay the tags of the user or role.
  for (const { key, value } of ownTags ?? []) set(`aws:principaltag/${key.toLowerCase()}`, value);
  for (const [key, value] of Object.entries(session?.tags ?? {})) set(`aws:principaltag/${key.toLowerCase()}`, value);
}
