import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { KeyleaseError } from "../../../../src/core/index.ts";
import { ServiceError } from "../../../../src/lease/index.ts";
import { isTransient, notSent } from "../../../../src/upload/failure.ts";
import { ErrorCrossing, KeptErrors } from "../../../../src/upload/many/threads/error-data.ts";

/** What arrives in another thread. */
function crossed(error: unknown): Error {
  return new ErrorCrossing().errorOf(structuredClone(new ErrorCrossing().dataOf(error)));
}

const address = { secure: false, isAws: false, hostname: "h", port: 1, host: "h:1", path: "/", url: "http://h:1/" };

describe("an error that crosses from a thread to another", () => {
  it("is the refusal that it was, with request id, hint and facts", () => {
    const refusal = new ServiceError({
      service: "s3",
      operation: "PutObject",
      awsCode: "SlowDown",
      awsMessage: "Reduce your request rate.",
      status: 503,
      requestId: "R1",
      hint: "Wait.",
    });
    const arrived = crossed(refusal);
    expect(arrived).toBeInstanceOf(ServiceError);
    expect(arrived).toEqual(refusal);
    expect({ ...arrived, message: arrived.message }).toEqual({ ...refusal, message: refusal.message });
    expect(arrived.stack).toBe(refusal.stack);
    expect(isTransient(arrived)).toBe(true);
  });

  it("is of the same code, and has its causes down to the system's own error", async () => {
    const system = await new Promise((resolve) => connect({ host: "127.0.0.1", port: 1 }).on("error", resolve));
    const error = notSent(system, address);
    const arrived = crossed(error) as KeyleaseError;
    expect(arrived).toBeInstanceOf(KeyleaseError);
    const { code, message, hint, facts } = error;
    expect(arrived).toMatchObject({ code, message, hint, facts });
    expect(arrived.cause).toMatchObject({ code: "ECONNREFUSED", syscall: "connect", port: 1 });
    expect((arrived.cause as Error).message).toBe((system as Error).message);
    expect(isTransient(arrived)).toBe(true);
  });

  it("tells of no more than a few causes, also where they go round", () => {
    const error = new Error("a");
    error.cause = error;
    let depth = 0;
    for (let at: unknown = crossed(error); at instanceof Error; at = at.cause) depth += 1;
    expect(depth).toBe(5);
  });

  it("is the very same one where it comes back", () => {
    const kept = new KeptErrors();
    const error = new TypeError("anything");
    const thread = new ErrorCrossing();
    const inThread = thread.errorOf(structuredClone(kept.dataOf(error)));
    expect(inThread.message).toBe("anything");
    expect(kept.errorOf(structuredClone(thread.dataOf(inThread)))).toBe(error);
    const other = kept.errorOf(structuredClone(thread.dataOf(new KeyleaseError("FileUnreadable", "no"))));
    expect(other).toMatchObject({ code: "FileUnreadable", message: "no" });
  });
});
