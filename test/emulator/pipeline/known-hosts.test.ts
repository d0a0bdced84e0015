import { describe, expect, it } from "vitest";
import { KnownHosts } from "../../../src/emulator/pipeline/known-hosts.ts";

describe("a Host header", () => {
  it("says the same each time that it is read, also when more than are held were read in between", () => {
    const hosts = new KnownHosts(["aws.internal"]);
    const asked = ["Bucket.s3.amazonaws.com:443", "aws.internal:4566", "evil.example", "", "127.0.0.1:4566"];
    const first = asked.map((value) => hosts.read(value));
    for (let i = 0; i < 3000; i++) hosts.read(`${i}.example`);
    expect(asked.map((value) => hosts.read(value))).toEqual(first);
    expect(first.map(({ name, isServed, service }) => [name, isServed, service.name])).toEqual([
      ["bucket.s3.amazonaws.com", true, "s3"],
      ["aws.internal", true, undefined],
      ["evil.example", false, undefined],
      ["", false, undefined],
      ["127.0.0.1", true, undefined],
    ]);
  });
});
