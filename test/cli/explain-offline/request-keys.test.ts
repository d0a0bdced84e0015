import { describe, expect, it } from "vitest";
import { completeContext, readContext } from "../../../src/cli/explain-offline/request-keys.ts";

const sources = {
  principal: { type: "anonymous" },
  resourceAccountId: "111122223333",
  now: new Date("2026-11-23T09:30:00.500Z"),
} as const;
const complete = (...options: string[]): object =>
  Object.fromEntries(completeContext(readContext(options), sources).entries());

describe("--context", () => {
  it("takes key and value apart at the first equals sign, and keys without regard to case", () => {
    expect([...readContext(["aws:Referer=https://x/?a=b", "AWS:SourceIp=192.0.2.7", "s3:prefix="])]).toEqual([
      ["aws:referer", "https://x/?a=b"],
      ["aws:sourceip", "192.0.2.7"],
      ["s3:prefix", ""],
    ]);
  });

  it("gives a key several values where it is given several times", () => {
    const context = readContext(["aws:TagKeys=a", "aws:tagkeys=b", "aws:TagKeys=c"]);
    expect([...context]).toEqual([["aws:tagkeys", ["a", "b", "c"]]]);
  });

  it.each(["", "aws:SourceIp", "=x", "SourceIp=192.0.2.7", "aws:=x", ":x=y"])("refuses %j", (option) => {
    expect(() => readContext([option])).toThrow(/is not a context key with a value/);
  });
});

describe("the context of a request", () => {
  it("has what AWS puts into every request, and nothing of the network or the client", () => {
    expect(complete()).toEqual({
      "aws:principaltype": "Anonymous",
      "aws:userid": "anonymous",
      "aws:resourceaccount": "111122223333",
      "aws:securetransport": "true",
      "aws:currenttime": "2026-11-23T09:30:00.500Z",
      "aws:epochtime": "1795426200",
    });
  });

  it("takes what was given over what it would fill in", () => {
    expect(complete("aws:SecureTransport=false", "aws:userid=someone")).toMatchObject({
      "aws:securetransport": "false",
      "aws:userid": "someone",
    });
  });

  it("has one time under both names, whichever was given", () => {
    expect(complete("aws:CurrentTime=2030-01-01T00:00:00Z")).toMatchObject({
      "aws:currenttime": "2030-01-01T00:00:00Z",
      "aws:epochtime": "1893456000",
    });
    expect(complete("aws:EpochTime=1893456000")).toMatchObject({
      "aws:currenttime": "2030-01-01T00:00:00.000Z",
      "aws:epochtime": "1893456000",
    });
    expect(() => complete("aws:CurrentTime=soon")).toThrow("`soon` is not a time");
    expect(() => complete("aws:EpochTime=soon")).toThrow("`soon` is not a time");
  });
});
