import { describe, expect, it } from "vitest";
import { describeTimeShort, LeaseTime, type TimeShort, timeNeeded } from "../../src/cli/lease-time.ts";
import { type LeaseWayInput, type Renewal, renewalOf } from "../../src/cli/lease-ways.ts";
import { sampleLease } from "../lease/sample-lease.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const MIB = 1024 ** 2;
const never: Renewal = { kind: "never", text: "cannot be renewed: it came from standard input" };
const livesFor = (seconds: number) => ({
  ...sampleLease,
  credentials: { ...sampleLease.credentials, expiration: new Date(START + seconds * 1000) },
});

/** Watches an upload whose progress is given as seconds since its begin and MiB sent. */
function watch({ renewal = never, isStream = false, seconds = 900 } = {}) {
  let now = START;
  const told: TimeShort[] = [];
  const time = new LeaseTime({
    expiresAt: livesFor(seconds).credentials.expiration,
    renewal,
    isStream,
    tell: (short) => told.push(short),
    clock: { now: () => new Date(now) },
  });
  return {
    told,
    time,
    at: (second: number, sentMib: number, totalMib = 1000) => {
      now = START + second * 1000;
      time.onProgress({ sentBytes: sentMib * MIB, totalBytes: totalMib * MIB });
    },
  };
}

describe("the time that a lease lives, before an upload", () => {
  const needed = (sizeBytes: number, renewal: Renewal = never) =>
    timeNeeded(livesFor(840), renewal, { sizeBytes, now: new Date(START) });

  it("is told of where it may not suffice, with the rate that it takes and why there is no other", () => {
    expect(needed(840 * 10 * MIB)).toBe(
      "the lease lives another 14 min 0 s and cannot be renewed: it came from standard input; that time suffices from " +
        "10.0 MiB/s on, and what is not sent by then can be sent with another lease",
    );
  });

  it("is not told of where any link suffices, or another lease will come", () => {
    expect(needed(840 * MIB * 0.2)).toBeUndefined();
    expect(needed(840 * 10 * MIB, { kind: "sure" })).toBeUndefined();
  });

  it("is told of where another lease comes only if somebody sees to it", () => {
    expect(needed(840 * 10 * MIB, { kind: "perhaps", text: "is renewed only where" })).toContain(
      "is renewed only where",
    );
  });
});

describe("the time that a lease lives, during an upload", () => {
  it("is told of once, when the rate shows that it will not suffice", () => {
    const { told, at } = watch();
    at(0, 0);
    at(9, 1);
    expect(told).toEqual([]);
    // 1 MiB in a second: 990 seconds are needed, and 890 left.
    at(10, 10);
    at(20, 20);
    expect(told).toEqual([{ secondsLeft: 890, secondsNeeded: 990 }]);
  });

  it("is not told of where it suffices, until it does not any more", () => {
    const { told, at } = watch();
    for (const second of [0, 10, 100, 300]) at(second, second * 2);
    expect(told).toEqual([]);
    at(800, 610);
    expect(told).toHaveLength(1);
  });

  it("counts from where an upload goes on, and from where it begins anew", () => {
    const { told, at } = watch();
    at(0, 900);
    at(10, 920);
    expect(told).toEqual([]);
    at(11, 0);
    at(20, 18);
    expect(told).toEqual([]);
    at(21, 10);
    expect(told).toEqual([{ secondsLeft: 879, secondsNeeded: 990 }]);
  });

  it("is told of again for the next lease", () => {
    const { told, time, at } = watch();
    at(0, 0);
    at(10, 1);
    time.onEvent({ event: "renewed", leaseId: "x", expiresAt: new Date(START + 2000_000) });
    at(20, 2);
    expect(told.map(({ secondsLeft }) => secondsLeft)).toEqual([890, 1980]);
  });

  it("is not told of where another lease will come", () => {
    const { told, at } = watch({ renewal: { kind: "sure" } });
    at(0, 0);
    at(20, 1);
    expect(told).toEqual([]);
  });

  it("is told of for standard input when it is nearly over", () => {
    const { told, at } = watch({ isStream: true });
    for (const second of [0, 100, 599]) at(second, second, 0);
    expect(told).toEqual([]);
    at(601, 601, 0);
    at(700, 700, 0);
    expect(told).toEqual([{ secondsLeft: 299 }]);
  });

  it("reads as a sentence", () => {
    expect(describeTimeShort({ secondsLeft: 299 }, never)).toBe(
      "the lease lives another 4 min 59 s and cannot be renewed: it came from standard input; standard input that has not ended by then is lost",
    );
    expect(describeTimeShort({ secondsLeft: 890, secondsNeeded: 990 }, never)).toContain(
      "but at this rate the upload takes another 16 min 30 s; what is not sent by then",
    );
  });
});

describe("whether there will be another lease", () => {
  it.each<[string, Omit<LeaseWayInput, "duration">, Renewal["kind"]]>([
    ["a role", { roleArn: "r" }, "sure"],
    ["a command", { credentialProcess: "c" }, "sure"],
    ["an address", { leaseUrl: "u" }, "sure"],
    ["a file", { lease: "lease.json" }, "perhaps"],
    ["standard input", { lease: "-" }, "never"],
    ["a role with a code of an MFA device", { roleArn: "r", mfaSerial: "s", mfaCode: "123456" }, "never"],
  ])("is known of %s", (_, input, kind) => {
    expect(renewalOf({ ...input, duration: "15m" }, "environment variables").kind).toBe(kind);
  });

  it.each<[string, Renewal["kind"]]>([
    ["environment variables", "never"],
    ["a profile in the shared credentials file", "perhaps"],
    ["a container's credentials endpoint", "sure"],
    ["the metadata service", "sure"],
  ])("is known of its own credentials from %s", (source, kind) => {
    expect(renewalOf({ ownCredentials: true, duration: "15m" }, source).kind).toBe(kind);
  });
});
