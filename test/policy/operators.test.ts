import { describe, expect, test } from "vitest";
import { OPERATORS } from "../../src/policy/operators/index.ts";
import { parseInstant } from "../../src/policy/operators/instant.ts";
import { networkHolds, parseIpNetwork } from "../../src/policy/operators/ip-network.ts";

describe("the operators", () => {
  test("are all those of IAM's policy language", () => {
    const families = {
      String: ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"],
      Numeric: ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"],
      Date: ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"],
      Arn: ["Equals", "NotEquals", "Like", "NotLike"],
    };
    const names = Object.entries(families).flatMap(([family, suffixes]) => suffixes.map((suffix) => family + suffix));
    const expected = [...names, "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"];
    expect([...OPERATORS.keys()].sort()).toEqual(expected.sort());
  });

  test("are negated exactly where their names say so", () => {
    for (const [name, operator] of OPERATORS) expect([name, operator.negated]).toEqual([name, name.includes("Not")]);
  });

  test("read variables only where they compare texts or ARNs", () => {
    for (const [name, operator] of OPERATORS) {
      expect([name, operator.allowsVariables]).toEqual([name, /^(String|Arn)/.test(name)]);
    }
  });
});

describe("an instant", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0n],
    ["1970", 0n],
    ["1970-02", 2_678_400_000_000_000n],
    ["1970-01-02", 86_400_000_000_000n],
    ["1970-01-01T00:01Z", 60_000_000_000n],
    ["1970-01-01T00:00:00.5Z", 500_000_000n],
    ["1970-01-01T01:00:00+01:00", 0n],
    ["1969-12-31T23:00:00-0100", 0n],
    ["86400", 86_400_000_000_000n],
    ["2024-02-29", 1_709_164_800_000_000_000n],
  ])("%s is read", (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test.each([
    "",
    "soon",
    "2026-02-29",
    "2026-13-01",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00.1234567890Z",
    "2026-01-01 00:00:00Z",
  ])("%j is none", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe("an address", () => {
  test.each([
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.256",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/8/8",
    "::1/129",
    "1::2::3",
    ":1",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::8",
    "g::",
    "::1%eth0",
    "::1.2.3.4:5",
    "",
  ])("%j is none", (text) => {
    expect(parseIpNetwork(text)).toBeUndefined();
  });

  test.each([
    ["::/0", "::1", true],
    ["::", "0:0:0:0:0:0:0:0", true],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201", true],
    ["1::/16", "1:2:3:4:5:6:7:8", true],
    ["::ffff:10.0.0.0/104", "10.9.9.9", true],
    ["::ffff:10.0.0.0/104", "11.9.9.9", false],
    ["10.1.2.3/8", "10.9.9.9", true],
    ["::/0", "10.0.0.1", false],
  ])("%s holds %s: %j", (range, address, expected) => {
    const [network, one] = [parseIpNetwork(range), parseIpNetwork(address)];
    expect(network && one && networkHolds(network, one)).toBe(expected);
  });

  test("of a request is one address and no range", () => {
    const [network, range] = [parseIpNetwork("10.0.0.0/8"), parseIpNetwork("10.0.0.0/16")];
    expect(network && range && networkHolds(network, range)).toBe(false);
  });
});
