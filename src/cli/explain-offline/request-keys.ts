import { type Principal, principalContext, type RequestContext } from "../../policy/index.ts";
import { refuse } from "./refuse.ts";

/**
 * Reads the context keys of `--context`, in lower case. A key given again has several values.
 *
 * @throws KeyleaseError `ArgumentInvalid` where one is not `key=value`.
 */
export function readContext(options: readonly string[]): RequestContext {
  const context = new Map<string, string | readonly string[]>();
  for (const option of options) {
    const at = option.indexOf("=");
    const key = option.slice(0, at).toLowerCase();
    if (at < 0 || !/^[a-z0-9-]+:\S/.test(key)) {
      refuse(`\`${option}\` is not a context key with a value`, "Write it as aws:SourceIp=192.0.2.7.");
    }
    const value = option.slice(at + 1);
    const before = context.get(key);
    context.set(key, before === undefined ? value : [before, value].flat());
  }
  return context;
}

/** What a context is completed from. */
export interface ContextSources {
  readonly principal: Principal;
  readonly resourceAccountId: string;
  readonly now: Date;
}

/**
 * Adds the keys that AWS itself puts into every such request, unless they were given: those of the principal, the
 * resource's account, the time, and that TLS was used. What it takes from the network and the client is not made up.
 *
 * @throws KeyleaseError `ArgumentInvalid` where a time that was given is none.
 */
export function completeContext(given: RequestContext, sources: ContextSources): RequestContext {
  const now = givenTime(given) ?? sources.now;
  return new Map<string, string | readonly string[]>([
    ...principalContext(sources.principal),
    ["aws:resourceaccount", sources.resourceAccountId],
    ["aws:securetransport", "true"],
    ["aws:currenttime", now.toISOString()],
    ["aws:epochtime", String(Math.floor(now.getTime() / 1000))],
    ...given,
  ]);
}

/** The time that was given under one name is the time under the other one too. */
function givenTime(given: RequestContext): Date | undefined {
  const currentTime = given.get("aws:currenttime");
  const epochTime = given.get("aws:epochtime");
  if (currentTime === undefined && epochTime === undefined) return undefined;
  const time = currentTime === undefined ? new Date(Number(epochTime) * 1000) : new Date(String(currentTime));
  if (Number.isNaN(time.getTime())) {
    refuse(`\`${currentTime ?? epochTime}\` is not a time`, "Write aws:CurrentTime=2026-11-23T09:30:00Z.");
  }
  return time;
}
