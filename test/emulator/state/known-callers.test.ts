import { describe, expect, it } from "vitest";
import type { Caller } from "../../../src/emulator/state/caller.ts";
import type { RoleRecord } from "../../../src/emulator/state/identities.ts";
import { KnownCallers } from "../../../src/emulator/state/known-callers.ts";
import type { SessionRecord } from "../../../src/emulator/state/sessions.ts";

const role = (changes: Partial<RoleRecord> = {}) =>
  ({ roleId: "AROA1", attachedPolicyArns: [], inlinePolicies: {}, ...changes }) as unknown as RoleRecord;
const session = (changes: Partial<SessionRecord> = {}) => ({ accessKeyId: "ASIA1", ...changes }) as SessionRecord;
const caller = { arn: "arn" } as Caller;

describe("a known caller", () => {
  it("is known by the session and the very record of its role", () => {
    const callers = new KnownCallers();
    const [ours, theRole] = [session(), role()];
    expect(callers.find(ours, theRole)).toBeUndefined();
    callers.keep(ours, theRole, caller);
    expect(callers.find(ours, theRole)).toBe(caller);
    expect(callers.find(session(), theRole)).toBeUndefined();
    expect(callers.find(ours, role())).toBeUndefined();
  });

  it.each([
    ["the role has a managed policy", role({ attachedPolicyArns: ["arn:aws:iam::aws:policy/A"] }), session()],
    ["the role has a boundary", role({ permissionsBoundaryArn: "arn:aws:iam::aws:policy/A" }), session()],
    ["the session has a managed policy", role(), session({ sessionPolicyArns: ["arn:aws:iam::aws:policy/A"] })],
  ])("is not kept where %s, which changes by itself", (_why, theRole, ours) => {
    const callers = new KnownCallers();
    callers.keep(ours, theRole, caller);
    expect(callers.find(ours, theRole)).toBeUndefined();
  });
});
