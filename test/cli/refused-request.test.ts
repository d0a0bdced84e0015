import { describe, expect, it } from "vitest";
import { describeRefusal } from "../../src/cli/refused-request.ts";
import type { RequestRecord } from "../../src/emulator/index.ts";
import { evaluate, parsePolicy } from "../../src/policy/index.ts";
import { PRINCIPALS } from "../policy/principals.ts";

const record: RequestRecord = {
  requestId: "ABCDEFGH12345678",
  receivedAt: new Date(0),
  service: "s3",
  operation: "PutObject",
  callerArn: PRINCIPALS.uploader.type === "role-session" ? PRINCIPALS.uploader.arn : "",
  status: 403,
  error: { code: "AccessDenied", message: "Access Denied" },
  decisions: [],
};

describe("the line about a refused request", () => {
  it("says which layer lacks what, and which statement comes nearest", () => {
    const statement = { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::b/hoge" };
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const request = {
      principal: PRINCIPALS.uploader,
      action: "s3:PutObject",
      resource: "arn:aws:s3:::b/other",
      resourceAccountId: "111122223333",
      context: new Map(),
    };
    const policies = {
      identity: [],
      resource: [],
      session: [{ name: "session policy", policy: parsePolicy(text, "session") }],
    };
    const decisions = [{ request, policies, decision: evaluate(request, policies) }];
    expect(describeRefusal({ ...record, decisions })).toBe(
      `403 AccessDenied s3:PutObject by ${record.callerArn}: no session policy allows \`s3:PutObject\` on \`arn:aws:s3:::b/other\`; nearest statement: session policy, statement 1, whose Resource is \`arn:aws:s3:::b/hoge\` (request ABCDEFGH12345678)`,
    );
  });

  it("names what failed in the emulator itself", () => {
    const error = { code: "InternalError", message: "Please try again.", fault: "no room left (ENOSPC)" };
    expect(describeRefusal({ ...record, status: 500, error })).toBe(
      `500 InternalError s3:PutObject by ${record.callerArn}: no room left (ENOSPC) (request ABCDEFGH12345678)`,
    );
  });

  it("has AWS's own text where no policy decided, and lets nothing steer the terminal", () => {
    const error = { code: "NoSuchKey", message: "no \u001b[31mkey" };
    const { operation: _, callerArn: __, ...nobody } = record;
    expect(describeRefusal({ ...nobody, status: 404, error })).toBe(
      "404 NoSuchKey s3: no \uFFFD[31mkey (request ABCDEFGH12345678)",
    );
  });

  it("is not there for a request that was served", () => {
    const { error: _, ...served } = record;
    expect(describeRefusal({ ...served, status: 200 })).toBeUndefined();
  });
});
