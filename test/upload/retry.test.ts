import { describe, expect, it } from "vitest";
import { KeyleaseError } from "../../src/core/index.ts";
import { ServiceError } from "../../src/lease/index.ts";
import { isTransient } from "../../src/upload/failure.ts";
import { retrying } from "../../src/upload/retry.ts";

const policy = { attempts: 3, baseMilliseconds: 1, mostMilliseconds: 2 };

/** Fails with `errors`, one after the other, then succeeds. */
function failing(...errors: readonly Error[]): { attempt: () => Promise<string>; count: () => number } {
  let count = 0;
  return {
    attempt: async () => {
      const error = errors[count++];
      if (error !== undefined) throw error;
      return "done";
    },
    count: () => count,
  };
}

describe("trying again", () => {
  const settings = { policy, isTransient: (error: unknown) => (error as Error).message === "later", signal: undefined };

  it("goes on until it succeeds", async () => {
    const { attempt, count } = failing(new Error("later"), new Error("later"));
    expect(await retrying(attempt, settings)).toBe("done");
    expect(count()).toBe(3);
  });

  it("ends after the last attempt with its error", async () => {
    const last = new Error("later");
    const { attempt, count } = failing(new Error("later"), new Error("later"), last, new Error("later"));
    await expect(retrying(attempt, settings)).rejects.toBe(last);
    expect(count()).toBe(3);
  });

  it("does not happen for what will not change", async () => {
    const { attempt, count } = failing(new Error("never"));
    await expect(retrying(attempt, settings)).rejects.toThrow("never");
    expect(count()).toBe(1);
  });

  it("ends at once with the signal's reason when it is aborted while it waits", async () => {
    const stop = new AbortController();
    const patient = { attempts: 2, baseMilliseconds: 3_600_000, mostMilliseconds: 3_600_000 };
    const { attempt, count } = failing(new Error("later"));
    const ended = retrying(attempt, { ...settings, policy: patient, signal: stop.signal });
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 5);
    await expect(ended).rejects.toBe(reason);
    expect(count()).toBe(1);
  });
});

describe("what may be another time's success", () => {
  const refusal = (status: number, awsCode: string) =>
    new ServiceError({ service: "s3", operation: "PutObject", awsCode, awsMessage: "", status, requestId: undefined });

  it.each([
    [500, "InternalError"],
    [503, "SlowDown"],
    [503, "Http503"],
    [429, "TooManyRequests"],
    [400, "RequestTimeout"],
  ])("%d %s", (status, code) => {
    expect(isTransient(refusal(status, code))).toBe(true);
  });

  it.each([
    [403, "AccessDenied"],
    [400, "ExpiredToken"],
    [400, "XAmzContentSHA256Mismatch"],
    [501, "NotImplemented"],
    [301, "PermanentRedirect"],
  ])("is not %d %s", (status, code) => {
    expect(isTransient(refusal(status, code))).toBe(false);
  });

  it("is the network's failure, but not an answer that does not fit, nor anything unknown", () => {
    expect(isTransient(new KeyleaseError("UploadFailed", "x"))).toBe(true);
    expect(isTransient(new KeyleaseError("ClientTimeout", "x"))).toBe(true);
    expect(isTransient(new KeyleaseError("UploadUnverified", "x"))).toBe(false);
    expect(isTransient(new TypeError("x"))).toBe(false);
  });
});
